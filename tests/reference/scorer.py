"""Trains the scorer of `palimpsest bench edits`: a small classifier that tells object, colour, scene, time and style of a
scene, and never guides an edit. It sees fresh renders of the scene generator, without the compositions (object, scene,
time) of the benchmark's scenes and of their exact targets.

  scorer.py TRAINING EVAL OUT [--pictures N] [--minutes M] [--renders FILE] [--sheet FILE]

TRAINING is the folder with scenes.py, EVAL the one with eval.json; OUT gets scorer.safetensors (halves, batch norms
folded into the convolutions) and scorer.json (classes, and the accuracy on EVAL's exact targets and sources; `edit` is the share of exact targets, and
`unedited` that of sources, in which it sees what the edit asks for: 1 and 0 are perfect), and with --sheet a picture of the first 32 targets as the scorer sees them with what each edit asked for, for the program's tests.
"""
import argparse, json, multiprocessing, os, sys, time

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

SIDE, FACTOR = 64, 4
WIDTHS = [(3, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1)]
HEADS = ["object", "colour", "scene", "time", "style"]
FIELDS = dict(object="obj", colour="colour", scene="scene", time="time", style="style")
FIRST_SEED = 500_000_000  # the generator's own training pictures and eval have others


def composition(spec):
    return spec["obj"], spec["scene"], spec["time"]


def classes(scenes):
    return dict(object=sorted(scenes.NAMES), colour=list(scenes.COLOURS), scene=list(scenes.SCENES),
                time=list(scenes.TIMES), style=list(scenes.STYLES))


def small(picture):
    """256 × 256 bytes → 64 × 64 by the mean of 4 × 4 pixels."""
    mean = picture.reshape(SIDE, FACTOR, SIDE, FACTOR, 3).astype(np.float32).mean((1, 3))
    return (mean + 0.5).astype(np.uint8)


def labels(spec, names):
    """Class by head; −1 where nothing can be told: no colour was chosen, or the style shows none."""
    def index(head):
        value = spec[FIELDS[head]]
        if head == "colour" and spec["style"] in ("bw", "sketch"):
            return -1
        return names[head].index(value) if value in names[head] else -1
    return [index(head) for head in HEADS]


def rendered(job):
    folder, first, count, held = job
    sys.path.insert(0, folder)
    import scenes
    names, held = classes(scenes), {tuple(item) for item in held}
    pictures, wanted, seed = [], [], first
    while len(pictures) < count:
        seed += 1
        r = np.random.default_rng([seed, 1])  # not the generator's own stream: its choices must not hang on these
        fix = dict(obj=names["object"][int(r.integers(len(names["object"])))])
        if r.random() < 0.45:
            fix["style"] = names["style"][int(r.integers(1, 5))]
        spec = scenes.sample_spec(seed, style=fix.get("style", "photo"), obj=fix["obj"])
        if composition(spec) in held:
            continue
        pictures.append(small(scenes.render(spec)[0]))
        wanted.append(labels(spec, names))
    return np.stack(pictures), np.array(wanted)


def all_rendered(args, held):
    share = 100
    jobs = [(args.training, FIRST_SEED + 1_000_000 * i, share, sorted(held)) for i in range(args.pictures // share)]
    with multiprocessing.Pool(2) as pool:
        parts = pool.map(rendered, jobs, chunksize=1)
    return tuple(np.concatenate(part) for part in zip(*parts))


def of_eval(folder, names):
    """Pictures and labels of the exact targets and of the sources, and which head each scene's edit is about."""
    with open(os.path.join(folder, "eval.json")) as file:
        rows = json.load(file)
    read = lambda name: small(np.asarray(Image.open(os.path.join(folder, name)).convert("RGB")))
    found = {}
    for side, spec in (("target", "target_spec"), ("source", "spec")):
        found[side] = (np.stack([read(row[side]) for row in rows]), np.array([labels(row[spec], names) for row in rows]))
    held = {composition(row[spec]) for row in rows for spec in ("spec", "target_spec")}
    return found, [row["kind"] for row in rows], held


class Scorer(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, s, 1, bias=False) for a, b, s in WIDTHS)
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for _, b, _ in WIDTHS)
        self.head = nn.Linear(2 * WIDTHS[-1][1], sum(sizes))
        self.sizes = sizes

    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms):
            x = F.relu(norm(conv(x)))
        pooled = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        return self.head(F.dropout(pooled, 0.2, self.training)).split(self.sizes, 1)

    def folded(self):
        """Convolutions with biases that do what convolution and batch norm do."""
        tensors = {}
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            tensors[f"conv.{i}.weight"] = conv.weight * scale[:, None, None, None]
            tensors[f"conv.{i}.bias"] = norm.bias - norm.running_mean * scale
        tensors["head.weight"], tensors["head.bias"] = self.head.weight, self.head.bias
        return {name: tensor.detach().half().contiguous() for name, tensor in tensors.items()}


def by_folded(tensors, pictures, sizes):
    """What the halves say: the same sums as the program's."""
    x = scaled(pictures)
    for i, (_, _, stride) in enumerate(WIDTHS):
        x = F.relu(F.conv2d(x, tensors[f"conv.{i}.weight"].float(), tensors[f"conv.{i}.bias"].float(), stride, 1))
    pooled = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
    return F.linear(pooled, tensors["head.weight"].float(), tensors["head.bias"].float()).split(sizes, 1)


def scaled(pictures):
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def varied(x):
    """Mirrored, shifted, blurred or noisy: what an autoencoder and a diffusion model do to a picture tells nothing."""
    b = x.shape[0]
    mirrored = torch.rand(b) < 0.5
    x = torch.where(mirrored[:, None, None, None], x.flip(3), x)
    shift = torch.randint(-4, 5, (2,)).tolist()
    x = F.pad(x, (4, 4, 4, 4), mode="reflect")[:, :, 4 + shift[0]:68 + shift[0], 4 + shift[1]:68 + shift[1]]
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    share = (torch.rand(b, 1, 1, 1) - 0.4).clamp(0) * 1.2
    x = x * (1 - share) + soft * share
    return (x + torch.randn_like(x) * 0.08 * torch.rand(b, 1, 1, 1)).contiguous(memory_format=torch.channels_last)


def right(outputs, wanted):
    """Share of right answers by head, of those that can be told."""
    shares = {}
    for head, output, want in zip(HEADS, outputs, torch.from_numpy(wanted).T):
        told = want >= 0
        shares[head] = (output.argmax(1)[told] == want[told]).float().mean().item()
    return shares


def edited(outputs, wanted, kinds):
    """Share of scenes whose edited attribute is told rightly."""
    answers = torch.stack([output.argmax(1) for output in outputs], 1).numpy()
    hits = [answers[i, HEADS.index(kind)] == wanted[i, HEADS.index(kind)] for i, kind in enumerate(kinds)]
    return float(np.mean(hits))


def sheet(path, pictures, wanted, kinds, names):
    """8 × 4 pictures, and [kind, class] of each edit."""
    rows = [np.concatenate(list(pictures[i:i + 8]), 1) for i in range(0, 32, 8)]
    Image.fromarray(np.concatenate(rows)).save(path + ".png", optimize=True)
    asked = [[kind, names[kind][wanted[i, HEADS.index(kind)]]] for i, kind in enumerate(kinds[:32])]
    with open(path + ".json", "w") as file:
        json.dump(asked, file), file.write("\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("training"), parser.add_argument("eval"), parser.add_argument("out")
    parser.add_argument("--pictures", type=int, default=8000), parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--renders", help="keep the rendered pictures in this .npz, and take them from there again")
    parser.add_argument("--sheet", help="without an ending")
    args = parser.parse_args()
    sys.path.insert(0, args.training)
    import scenes
    names = classes(scenes)
    sizes = [len(names[head]) for head in HEADS]
    found, kinds, held = of_eval(args.eval, names)
    began = time.time()
    if args.renders and os.path.exists(args.renders):
        kept = np.load(args.renders)
        pictures, wanted = kept["pictures"], kept["wanted"]
    else:
        pictures, wanted = all_rendered(args, held)
        if args.renders:
            np.savez(args.renders, pictures=pictures, wanted=wanted)
    print(f"{len(pictures)} pictures, {time.time() - began:.0f} s", flush=True)

    torch.manual_seed(0), torch.set_num_threads(1)  # two only wait for each other where others work too
    model = Scorer(sizes).to(memory_format=torch.channels_last)
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim == 1]
    optimizer = torch.optim.AdamW([dict(params=decayed, weight_decay=0.05), dict(params=plain, weight_decay=0)], lr=1e-3)
    x, y, batch = scaled(pictures), torch.from_numpy(wanted), 64
    began, step, order = time.time(), 0, torch.randperm(len(x))
    while (done := (time.time() - began) / (60 * args.minutes)) < 1:
        rate = 3e-3 * min(1, step / 100) * (1 - done)
        for group in optimizer.param_groups:
            group["lr"] = rate
        if len(order) < batch:
            order = torch.randperm(len(x))
        now, order = order[:batch], order[batch:]
        with torch.autocast("cpu", torch.bfloat16):
            outputs = [output.float() for output in model(varied(x[now]))]
        loss = sum(F.cross_entropy(output, want, ignore_index=-1, label_smoothing=0.05)
                   for output, want in zip(outputs, y[now].T) if (want >= 0).any())
        optimizer.zero_grad(), loss.backward(), optimizer.step()
        step += 1
        if step % 200 == 0:
            print(f"step {step}, {time.time() - began:.0f} s, loss {loss.item():.3f}", flush=True)
    tensors, accuracy = model.eval().folded(), {}
    with torch.no_grad():
        for side, (shown, want) in found.items():
            outputs = by_folded(tensors, shown, sizes)
            accuracy[side] = {key: round(value, 4) for key, value in right(outputs, want).items()}
            asked = found["target"][1]
            accuracy["edit" if side == "target" else "unedited"] = round(edited(outputs, asked, kinds), 4)
            if side == "target" and args.sheet:
                sheet(args.sheet, shown, want, kinds, names)
    os.makedirs(args.out, exist_ok=True)
    save_file(tensors, os.path.join(args.out, "scorer.safetensors"))
    told = dict(classes=names, pictures=len(pictures), steps=step, accuracy=accuracy)
    with open(os.path.join(args.out, "scorer.json"), "w") as file:
        json.dump(told, file, indent=1), file.write("\n")
    print(json.dumps(accuracy), sum(tensor.numel() for tensor in tensors.values()), "parameters")


if __name__ == "__main__":
    main()
