"""A diffusers folder of Stable Diffusion 1.5's shape with random weights, always the same ones.

    python random_model.py FOLDER [--tokenizer FOLDER]

Speed depends on shapes, not on what a network has learnt. Weights are drawn as the layers' own initialisation draws
them, under which activations stay finite; the script checks that they do. The tokenizer is any CLIP tokenizer whose ids
fit, such as the built-in model's.
"""

import argparse
import json
import pathlib
import shutil

SEED = 1501

UNET = {
    "act_fn": "silu",
    "attention_head_dim": 8,
    "block_out_channels": [320, 640, 1280, 1280],
    "center_input_sample": False,
    "cross_attention_dim": 768,
    "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    "downsample_padding": 1,
    "flip_sin_to_cos": True,
    "freq_shift": 0,
    "in_channels": 4,
    "layers_per_block": 2,
    "mid_block_scale_factor": 1,
    "norm_eps": 1e-05,
    "norm_num_groups": 32,
    "out_channels": 4,
    "sample_size": 64,
    "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
}

VAE = {
    "act_fn": "silu",
    "block_out_channels": [128, 256, 512, 512],
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "in_channels": 3,
    "latent_channels": 4,
    "layers_per_block": 2,
    "norm_num_groups": 32,
    "out_channels": 3,
    "sample_size": 512,
    "scaling_factor": 0.18215,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
}

TEXT = {
    "hidden_act": "quick_gelu",
    "hidden_size": 768,
    "intermediate_size": 3072,
    "layer_norm_eps": 1e-05,
    "max_position_embeddings": 77,
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "projection_dim": 768,
    "vocab_size": 49408,
    "bos_token_id": 49406,
    "eos_token_id": 49407,
    "pad_token_id": 1,
}

SCHEDULER = {
    "_class_name": "DDIMScheduler",
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "clip_sample": False,
    "num_train_timesteps": 1000,
    "prediction_type": "epsilon",
    "set_alpha_to_one": False,
    "steps_offset": 1,
    "timestep_spacing": "leading",
    "trained_betas": None,
}

INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "_diffusers_version": "0.30.0",
    "feature_extractor": [None, None],
    "requires_safety_checker": False,
    "safety_checker": [None, None],
    "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}


def complete(folder: pathlib.Path) -> bool:
    """Whether the folder was made to its end: the index is written last."""
    return (folder / "model_index.json").is_file()


def make(folder: pathlib.Path, tokenizer: pathlib.Path) -> None:
    """Writes the folder; fp32 safetensors, about 4.3 GB."""
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    with torch.no_grad():
        text = CLIPTextModel(CLIPTextConfig(**TEXT)).float().eval()
        states = text(torch.zeros(1, 77, dtype=torch.long)).last_hidden_state
        text.save_pretrained(folder / "text_encoder")
        unet = UNet2DConditionModel(**UNET).float().eval()
        check("the UNet", unet(torch.randn(1, 4, 8, 8), 500, states).sample)
        unet.save_pretrained(folder / "unet")
        del unet
        vae = AutoencoderKL(**VAE).float().eval()
        check("the encoder", vae.encode(torch.rand(1, 3, 64, 64) * 2 - 1).latent_dist.mean)
        check("the decoder", vae.decode(torch.randn(1, 4, 8, 8)).sample)
        vae.save_pretrained(folder / "vae")
    shutil.copytree(tokenizer, folder / "tokenizer", dirs_exist_ok=True)
    (folder / "scheduler").mkdir(exist_ok=True)
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(SCHEDULER, indent=2))
    (folder / "model_index.json").write_text(json.dumps(INDEX, indent=2))


def check(what: str, out) -> None:
    """Stops where numbers are no longer ordinary: infinities and denormals have another speed."""
    size = out.abs().max().item()
    if not 1e-6 < size < 1e6:
        raise SystemExit(f"{what} of random weights gives numbers of size {size}")


def main() -> None:
    """The command line."""
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tokenizer", type=pathlib.Path, default=here / "../../assets/builtin/tokenizer")
    args = parser.parse_args()
    if not complete(args.folder):
        make(args.folder, args.tokenizer)
    print(args.folder)


if __name__ == "__main__":
    main()
