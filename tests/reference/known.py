"""What PyTorch answers for the built-in model on fixed inputs: `tests/known/known.safetensors`.

    python known.py [--model FOLDER] [--out FILE]

fp32 arithmetic on the weights' halves. The inputs never change, so that only weights make another file: two prompts as
`ids` and `text`, a step of the network from `x`, `t` to `eps`, a sample picture as `image` through the autoencoder to
`mean` and `decoded`, and from `noise` by twenty guided DDIM steps to `guided_20`.
"""

import argparse
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

PROMPTS = ["", "a dog on a beach at sunset"]
PICTURE = ROOT / "assets" / "sample" / "cat-on-beach.png"
SIDE = 256
STEPS = 20
GUIDANCE = 4


def noise(shape, seed):
    """Normal numbers that no version of torch changes."""
    import numpy
    import torch

    return torch.from_numpy(numpy.random.default_rng(seed).standard_normal(shape).astype(numpy.float32))


def answers(model):
    """Inputs and answers by name."""
    import numpy
    import torch
    from diffusers import DDIMScheduler, StableDiffusionPipeline
    from PIL import Image

    pipe = StableDiffusionPipeline.from_pretrained(
        model, torch_dtype=torch.float32, safety_checker=None, requires_safety_checker=False
    )
    ids = [pipe.tokenizer(prompt, padding="max_length", truncation=True, return_tensors="pt") for prompt in PROMPTS]
    ids = torch.cat([row.input_ids for row in ids])
    text = pipe.text_encoder(ids)[0]
    x, t = noise((2, 4, SIDE // 8, SIDE // 8), 1), torch.tensor([900, 250])
    picture = Image.open(PICTURE).convert("RGB").resize((SIDE, SIDE), Image.LANCZOS)
    image = torch.from_numpy(numpy.array(picture)).permute(2, 0, 1)[None].float() / 127.5 - 1
    mean = pipe.vae.encode(image).latent_dist.mean
    scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
    scheduler.set_timesteps(STEPS)
    first = noise((1, 4, SIDE // 8, SIDE // 8), 2)
    z = first
    for step in scheduler.timesteps:
        empty, worded = pipe.unet(torch.cat([z, z]), step, text).sample.chunk(2)
        z = scheduler.step(empty + GUIDANCE * (worded - empty), step, z).prev_sample
    return {
        "ids": ids,
        "text": text,
        "x": x,
        "t": t,
        "eps": pipe.unet(x, t, text).sample,
        "image": image,
        "mean": mean,
        "decoded": pipe.vae.decode(mean).sample,
        "noise": first,
        "guided_20": z,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "assets" / "builtin")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "tests" / "known" / "known.safetensors")
    args = parser.parse_args()

    import torch
    from safetensors.torch import save_file

    with torch.no_grad():
        found = answers(args.model)
    save_file({name: tensor.contiguous() for name, tensor in found.items()}, args.out)


if __name__ == "__main__":
    main()
