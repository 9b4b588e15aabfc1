"""diffusers' own pipelines on the scenes of `palimpsest bench edits`, with the same weights, judged by the same program.

    python edits.py EVAL [--only NAME,…] [--kinds KIND,…] [--limit N] [--steps N] [--guidance G] [--seeds N]
                     [--out FOLDER]

What diffusers makes goes to OUT/NAME/ID.png (what is there already is not made again), what it makes with its own
paste of all that is outside of the mask to OUT/NAME_pasted/ID.png, and masks that it finds to OUT/NAME/ID.mask.png; other
seeds than the first go to OUT/NAME.1 and so on. Then the program runs its own method with the same settings and scores
both: OUT/NAME.json, and the differences are ours less theirs, scene by scene. README.md says what is compared with what.
"""

import argparse
import json
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Between the seeds of one scene, more than there are scenes. torch's CPU generator takes the low 32 bits of a seed only.
APART = 10**6
# How much may change: the program's own defaults, and for the hole what keeps a little of it in diffusers.
STRENGTH = {"sdedit": 0.6, "inpaint": 0.9, "diffedit": 0.8, "ddim_inversion": 1.0}
# What the program calls them.
OURS = {
    "sdedit": "sdedit/mask=none",
    "inpaint": "latent_blend",
    "diffedit": "diffedit",
    "ddim_inversion": "ddim_inversion",
}
# Pixels by which a true mask grows, as in the program.
EDGE = 2


# Scenes --------------------------------------------------------------------------------------------------------------


def scenes(args):
    """Those of the list that were asked for, in its order."""
    rows = json.loads((args.eval / "eval.json").read_text())
    rows = [row for row in rows if not args.kinds or row["kind"] in args.kinds]
    if not rows:
        raise SystemExit(f"there are no scenes of these kinds: {args.eval}")
    return rows[: args.limit]


def grown(region):
    """A region and all pixels within EDGE of it."""
    import numpy

    height, width = region.shape
    padded = numpy.pad(region, EDGE)
    reach = range(-EDGE, EDGE + 1)
    near = [(x, y) for x in reach for y in reach if x * x + y * y <= EDGE * EDGE]
    shifted = [padded[EDGE + y : EDGE + y + height, EDGE + x : EDGE + x + width] for x, y in near]
    return numpy.logical_or.reduce(shifted)


def true_mask(row, folder):
    """What the program gives methods that need a mask: both objects, all but them, or everything."""
    import numpy
    from PIL import Image

    before, after = [
        numpy.asarray(Image.open(folder / row[key]).convert("L")) >= 128 for key in ("mask", "target_mask")
    ]
    objects = before | after
    if row["kind"] in ("object", "colour"):
        region = grown(objects)
    elif row["kind"] == "scene":
        region = grown(~objects)
    else:
        region = numpy.ones_like(objects)
    return Image.fromarray(region.astype(numpy.uint8) * 255)


# diffusers -----------------------------------------------------------------------------------------------------------


class Diffusers:
    """The pipelines, which share their networks."""

    def __init__(self, args):
        import torch
        from diffusers import AutoencoderKL, UNet2DConditionModel
        from transformers import CLIPTextModel, CLIPTokenizer

        torch.set_num_threads(args.threads)
        torch.set_grad_enabled(False)
        self.torch, self.args = torch, args
        kinds = {"unet": UNet2DConditionModel, "vae": AutoencoderKL, "text_encoder": CLIPTextModel}
        self.parts = {k: kind.from_pretrained(args.model, subfolder=k).float().eval() for k, kind in kinds.items()}
        self.parts["tokenizer"] = CLIPTokenizer.from_pretrained(args.model, subfolder="tokenizer")
        self.pipes, self.seed = {}, 0

    def pipe(self, name):
        """A pipeline by its class, with the DDIM schedule of the model."""
        import diffusers

        if name not in self.pipes:
            parts = dict(
                self.parts, scheduler=diffusers.DDIMScheduler.from_pretrained(self.args.model, subfolder="scheduler")
            )
            if name == "StableDiffusionDiffEditPipeline":
                inverse = diffusers.DDIMInverseScheduler.from_config(parts["scheduler"].config)
                parts["inverse_scheduler"] = inverse
            nothing = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
            self.pipes[name] = getattr(diffusers, name)(**parts, **nothing)
            self.pipes[name].set_progress_bar_config(disable=True)
        return self.pipes[name]

    def settings(self, row):
        """What all edits share."""
        return {
            "prompt": row["edited_caption"],
            "num_inference_steps": self.args.steps,
            "guidance_scale": self.args.guidance,
            "generator": self.torch.Generator().manual_seed(row["id"] + self.seed * APART),
        }

    def sdedit(self, row, image):
        """Image to image; no mask."""
        pipe = self.pipe("StableDiffusionImg2ImgPipeline")
        return pipe(image=image, strength=STRENGTH["sdedit"], **self.settings(row)).images[0], None

    def inpaint(self, row, image):
        """A network of four channels, so that what is outside of the true mask is put back after each step."""
        pipe, mask = self.pipe("StableDiffusionInpaintPipeline"), true_mask(row, self.args.eval)
        size = {"height": image.height, "width": image.width}
        more = self.settings(row)
        result = pipe(image=image, mask_image=mask, strength=STRENGTH["inpaint"], **size, **more).images[0]
        return result, mask

    def inverted(self, row, image, mask, strength):
        """The way up with the words for now and without guidance, as in DiffEdit's paper, and down with the new ones."""
        pipe, more = self.pipe("StableDiffusionDiffEditPipeline"), self.settings(row)
        up = dict(more, prompt=row["caption"], guidance_scale=1.0, inpaint_strength=strength)
        latents = pipe.invert(image=image, **up).latents
        return pipe(mask_image=mask, image_latents=latents, inpaint_strength=strength, **more).images[0]

    def diffedit(self, row, image):
        """The mask comes from the words. Guidance multiplies all differences alike, but `generate_mask` fails without it."""
        from PIL import Image

        more = self.settings(row)
        words = {"source_prompt": row["caption"], "target_prompt": row["edited_caption"]}
        found = self.pipe("StableDiffusionDiffEditPipeline").generate_mask(
            image=image,
            guidance_scale=2.0,
            num_inference_steps=more["num_inference_steps"],
            generator=more["generator"],
            **words,
        )
        result = self.inverted(row, image, found, STRENGTH["diffedit"])
        mask = Image.fromarray((found[0] * 255).astype("uint8"))
        return result, mask.resize(image.size, Image.Resampling.NEAREST)

    def ddim_inversion(self, row, image):
        """The same way with a mask of everything."""
        import numpy

        factor = 2 ** (len(self.parts["vae"].config.block_out_channels) - 1)
        mask = numpy.ones((1, image.height // factor, image.width // factor), dtype=numpy.float32)
        return self.inverted(row, image, mask, STRENGTH["ddim_inversion"]), None

    def pasted(self, result, mask, image):
        """diffusers' own overlay: what is outside of the mask is the picture's."""
        return self.pipe("StableDiffusionInpaintPipeline").image_processor.apply_overlay(mask, image, result)


def make(name, rows, pipelines, args):
    """Results of one pipeline that are not there yet: pairs of the table's name for them and a folder, one a seed."""
    folders = []
    for seed in range(args.seeds):
        pipelines.seed = seed
        folders += made(name, rows, pipelines, args)
    return folders


def made(name, rows, pipelines, args):
    """Those of one seed; the first one's folders have no number."""
    from PIL import Image

    number = f".{pipelines.seed}" if pipelines.seed else ""
    plain, over = args.out / (name + number), args.out / (f"{name}_pasted" + number)
    plain.mkdir(parents=True, exist_ok=True)
    for at, row in enumerate(rows):
        file = f"{row['id']}.png"
        if (plain / file).is_file():
            continue
        print(f"  diffusers {name}{number}: scene {at + 1} of {len(rows)}", flush=True)
        image = Image.open(args.eval / row["source"]).convert("RGB")
        result, mask = getattr(pipelines, name)(row, image)
        if mask is not None:
            over.mkdir(parents=True, exist_ok=True)
            pipelines.pasted(result, mask, image).convert("RGB").save(over / file)
        if mask is not None and name == "diffedit":
            mask.save(plain / f"{row['id']}.mask.png")
        save(result.convert("RGB"), plain / file)
    names = {plain: f"diffusers_{name}", over: f"diffusers_{name}_pasted"}
    return [(table, folder) for folder, table in names.items() if folder.is_dir()]


def save(image, path):
    """Whole or not at all: what is there is not made again."""
    part = path.with_suffix(".part.png")
    image.save(part)
    part.rename(path)


# The program ---------------------------------------------------------------------------------------------------------


def score(name, folders, args):
    """Our method and diffusers' results by one scorer; the table as the program prints it."""
    ours = f"{OURS[name]}/strength={STRENGTH[name]}/guidance={args.guidance:g}"
    command = [str(args.program), "bench", "edits", str(args.eval), "--methods", ours, "--steps", str(args.steps)]
    command += ["--model", str(args.model), "--threads", str(args.threads), "--json", str(args.out / f"{name}.json")]
    command += ["--seeds", str(args.seeds)]
    for row, folder in folders:
        command += ["--results", f"{row}={folder}"]
    command += ["--against", f"diffusers_{name}"]
    command += ["--kinds", ",".join(args.kinds)] if args.kinds else []
    command += ["--limit", str(args.limit)] if args.limit else []
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def same_settings(args):
    """Results of other settings are never scored as if they were of these."""
    file = args.out / "settings.json"
    ours = {"eval": str(args.eval), "model": str(args.model), "steps": args.steps, "guidance": args.guidance}
    kept = json.loads(file.read_text()) if file.is_file() else ours
    if kept != ours:
        raise SystemExit(f"these results are of other settings; take another --out: {file}")
    args.out.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ours, indent=1) + "\n")


def arguments():
    """The command line."""
    words = lambda text: [word.strip() for word in text.split(",") if word.strip()]
    path = lambda text: pathlib.Path(text).resolve()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval", type=path, help="folder with eval.json and its pictures")
    parser.add_argument("--program", type=path, default=ROOT / "target/release/palimpsest")
    parser.add_argument("--model", type=path, default=ROOT / "assets/builtin", help="a diffusers folder")
    parser.add_argument("--out", type=path, default=ROOT / "target/edits")
    parser.add_argument("--only", type=words, default=list(OURS), help=f"of {', '.join(OURS)}")
    parser.add_argument("--kinds", type=words, default=[], help="of object, colour, scene, time, style; all")
    parser.add_argument("--limit", type=int, help="the first N scenes of these kinds; all")
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--guidance", type=float, default=5.0)
    parser.add_argument("--seeds", type=int, default=1, help="so many of each edit, as the program's --seeds")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    unknown = [name for name in args.only if name not in OURS]
    if unknown:
        parser.error(f"--only takes {', '.join(OURS)}, not {', '.join(unknown)}")
    return args


def main():
    """Makes what is not there yet, and scores it."""
    args = arguments()
    if not args.program.is_file():
        raise SystemExit(f"no program there, build it or give --program: {args.program}")
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "DIFFUSERS_VERBOSITY": "error"}
    rows = scenes(args)
    same_settings(args)
    pipelines = Diffusers(args)
    for name in args.only:
        folders = make(name, rows, pipelines, args)
        print(f"\n{name}\n{score(name, folders, args)}", flush=True)


if __name__ == "__main__":
    main()
