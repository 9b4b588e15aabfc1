"""One contender in a process of its own: loads, warms up once, runs a few times, prints one JSON line.

    python contender.py torch FOLDER SECTION --size PX --runs N --threads N [--channels-last]
    python contender.py openvino FOLDER SECTION --size PX --runs N --threads N --ir FOLDER
    python contender.py convert FOLDER --ir FOLDER

SECTION is text, encode, decode, unet, pair, edit, preview or memory (each network once, all of them loaded, as an edit
has them). The line: {"seconds": […], "peak_bytes": N}.
"""

import argparse
import json
import pathlib
import tempfile
import time

WORDS = "a small cat on a beach"
STEPS = 20
GUIDANCE = 4.0
CALLS = ("text", "encode", "decode", "unet", "pair")


def peak_bytes():
    """The most memory that this process has held; none where the system does not tell."""
    try:
        for line in pathlib.Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def timed(work, runs):
    """Seconds of each of `runs` after one that warms up; `work` is told which run it is, 0 being the warm-up."""
    seconds = []
    for run in range(runs + 1):
        begun = time.perf_counter()
        work(run)
        if run:
            seconds.append(time.perf_counter() - begun)
    return seconds


def inputs(folder, size, batch):
    """Latents, timestep, text states, picture and token ids of the model's shapes, as numpy arrays."""
    import numpy

    unet = json.loads((folder / "unet/config.json").read_text())
    draw = numpy.random.default_rng(1)
    normal = lambda *shape: draw.standard_normal(shape).astype(numpy.float32)
    return {
        "x": normal(batch, unet["in_channels"], size // 8, size // 8),
        "t": numpy.array(501.0, dtype=numpy.float32),
        "words": normal(batch, 77, unet["cross_attention_dim"]),
        "image": normal(1, 3, size, size).clip(-1, 1),
        "ids": draw.integers(0, 2000, (1, 77)),
    }


# PyTorch -------------------------------------------------------------------------------------------------------------


class Torch:
    """diffusers' and transformers' own networks, eager."""

    def __init__(self, args):
        import torch

        torch.set_num_threads(args.threads)
        torch.set_grad_enabled(False)
        self.torch, self.args = torch, args
        # A network alone where a network alone is timed; all parts where an edit is.
        self.whole = args.section not in CALLS
        self.parts = {}

    def part(self, name):
        """A part of the model, loaded when it is first wanted."""
        from diffusers import AutoencoderKL, UNet2DConditionModel
        from transformers import CLIPTextModel

        if name not in self.parts:
            kind = {"unet": UNet2DConditionModel, "vae": AutoencoderKL, "text_encoder": CLIPTextModel}[name]
            module = kind.from_pretrained(self.args.folder, subfolder=name).float().eval()
            if self.args.channels_last and name != "text_encoder":
                module = module.to(memory_format=self.torch.channels_last)
            self.parts[name] = module
        return self.parts[name]

    def call(self, section):
        """What one run of a network is."""
        torch = self.torch
        given = inputs(self.args.folder, self.args.size, 2 if section == "pair" else 1)
        given = {name: torch.from_numpy(array) for name, array in given.items()}
        if self.args.channels_last:
            for name in ("x", "image"):
                given[name] = given[name].contiguous(memory_format=torch.channels_last)
        if section == "text":
            text = self.part("text_encoder")
            return lambda run: text(given["ids"]).last_hidden_state
        if section == "encode":
            vae = self.part("vae")
            return lambda run: vae.encode(given["image"]).latent_dist.mean
        if section == "decode":
            vae = self.part("vae")
            return lambda run: vae.decode(given["x"][:, :4]).sample
        unet = self.part("unet")
        return lambda run: unet(given["x"], given["t"], given["words"]).sample

    def pipeline(self):
        """The usual way to edit a picture with words."""
        from diffusers import DDIMScheduler, StableDiffusionImg2ImgPipeline
        from transformers import CLIPTokenizer

        folder = self.args.folder
        pipe = StableDiffusionImg2ImgPipeline(
            vae=self.part("vae"),
            text_encoder=self.part("text_encoder"),
            tokenizer=CLIPTokenizer.from_pretrained(folder, subfolder="tokenizer"),
            unet=self.part("unet"),
            scheduler=DDIMScheduler.from_pretrained(folder, subfolder="scheduler"),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def edit(self):
        """Guided SDEdit from file to file; all steps of the schedule run, and that is checked."""
        from PIL import Image

        pipe, size = self.pipeline(), self.args.size
        folder = pathlib.Path(tempfile.mkdtemp())
        Image.open(self.args.picture).convert("RGB").resize((size, size)).save(folder / "in.png")
        calls = [0]
        self.part("unet").register_forward_hook(lambda *_: calls.__setitem__(0, calls[0] + 1))

        def work(run):
            calls[0] = 0
            image = Image.open(folder / "in.png").convert("RGB")
            generator = self.torch.Generator().manual_seed(run)
            out = pipe(
                prompt=f"a dog on a beach {run}",
                image=image,
                strength=1.0,
                num_inference_steps=STEPS,
                guidance_scale=GUIDANCE,
                generator=generator,
            ).images[0]
            out.save(folder / "out.png")
            assert calls[0] == STEPS, f"{calls[0]} steps have run"

        return work

    def preview(self):
        """One guided step of words and a picture that are encoded already, and a decoded picture."""
        torch = self.torch
        from diffusers import DDIMScheduler

        unet, vae = self.part("unet"), self.part("vae")
        scheduler = DDIMScheduler.from_pretrained(self.args.folder, subfolder="scheduler")
        scheduler.set_timesteps(8)
        given = {k: torch.from_numpy(v) for k, v in inputs(self.args.folder, self.args.size, 2).items()}
        x, words = given["x"][:1], given["words"]

        def work(run):
            t = scheduler.timesteps[0]
            noisy = scheduler.add_noise(x, torch.randn_like(x), t.reshape(1))
            without, with_words = unet(torch.cat([noisy] * 2), t, words).sample.chunk(2)
            eps = without + (GUIDANCE + run / 10) * (with_words - without)
            x0 = scheduler.step(eps, t, noisy).pred_original_sample
            image = vae.decode(x0 / vae.config.scaling_factor).sample
            ((image / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()

        return work

    def memory(self):
        """All parts in memory, each network once."""
        for name in ("text_encoder", "unet", "vae"):
            self.part(name)
        calls = [self.call(section) for section in ("text", "encode", "pair", "decode")]
        return lambda run: [call(run) for call in calls]

    def work(self):
        """What one run is."""
        section = self.args.section
        return self.call(section) if section in CALLS else getattr(self, section)()


# OpenVINO ------------------------------------------------------------------------------------------------------------

PARTS = {"text": "text", "encode": "encode", "decode": "decode", "unet": "unet", "pair": "unet"}


def convert(args):
    """Writes the networks as OpenVINO's own files, fp32, with free sizes."""
    import openvino
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from transformers import CLIPTextModel

    torch.set_grad_enabled(False)

    class Call(torch.nn.Module):
        """A network as plain tensors in, one tensor out."""

        def __init__(self, inner, call):
            super().__init__()
            self.inner, self.run = inner, call

        def forward(self, *tensors):
            return self.run(self.inner, *tensors)

    args.ir.mkdir(parents=True, exist_ok=True)
    given = {name: torch.from_numpy(array) for name, array in inputs(args.folder, 256, 1).items()}
    latents = given["x"][:, :4].contiguous()
    jobs = [
        ("text", CLIPTextModel, "text_encoder", lambda m, ids: m(ids).last_hidden_state, (given["ids"],)),
        ("encode", AutoencoderKL, "vae", lambda m, image: m.encode(image).latent_dist.mean, (given["image"],)),
        ("decode", AutoencoderKL, "vae", lambda m, z: m.decode(z).sample, (latents,)),
        (
            "unet",
            UNet2DConditionModel,
            "unet",
            lambda m, x, t, words: m(x, t, words).sample,
            (given["x"], given["t"].reshape(1), given["words"]),
        ),
    ]
    for name, kind, folder, call, example in jobs:
        file = args.ir / f"{name}.xml"
        if file.exists():
            continue
        module = Call(kind.from_pretrained(args.folder, subfolder=folder).float().eval(), call).eval()
        model = openvino.convert_model(module, example_input=example)
        part = args.ir / f"{name}-part.xml"
        openvino.save_model(model, part, compress_to_fp16=False)
        part.with_suffix(".bin").rename(file.with_suffix(".bin"))
        part.rename(file)
        del module, model
    print(json.dumps({"converted": str(args.ir)}))


class OpenVino:
    """The converted networks, compiled for one size."""

    def __init__(self, args):
        import openvino

        self.args, self.core = args, openvino.Core()
        self.config = {
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": args.threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
        }

    def call(self, section):
        """What one run of a network is."""
        given = inputs(self.args.folder, self.args.size, 2 if section == "pair" else 1)
        names = {"text": ["ids"], "encode": ["image"], "decode": ["x"]}.get(section, ["x", "t", "words"])
        arrays = [given[name] for name in names]
        if section in ("unet", "pair"):
            arrays[1] = arrays[1].reshape(1)
        if section == "decode":
            arrays = [arrays[0][:, :4].copy()]
        model = self.core.read_model(self.args.ir / f"{PARTS[section]}.xml")
        model.reshape({i: list(array.shape) for i, array in enumerate(arrays)})
        request = self.core.compile_model(model, "CPU", self.config).create_infer_request()
        return lambda run: request.infer(arrays, share_inputs=True, share_outputs=True)

    def work(self):
        """What one run is."""
        if self.args.section == "memory":
            calls = [self.call(section) for section in ("text", "encode", "pair", "decode")]
            return lambda run: [call(run) for call in calls]
        return self.call(self.args.section)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contender", choices=["torch", "openvino", "convert"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("section", nargs="?")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--ir", type=pathlib.Path)
    parser.add_argument("--picture", type=pathlib.Path)
    parser.add_argument("--channels-last", action="store_true")
    args = parser.parse_args()
    if args.contender == "convert":
        return convert(args)
    contender = {"torch": Torch, "openvino": OpenVino}[args.contender](args)
    seconds = timed(contender.work(), args.runs)
    print(json.dumps({"seconds": seconds, "peak_bytes": peak_bytes()}))


if __name__ == "__main__":
    main()
