"""Palimpsest's speed beside PyTorch's, OpenVINO's and candle's on the same weights.

    python speed.py --program ../../target/release/palimpsest [--only SECTION,…] [--rounds N] [--size PX,…]

Every measurement is a process of its own: it loads, warms up once, runs a few times and prints JSON. Processes of the
contenders take turns (A B C, B C A, …), so that a slow minute of the machine hits all of them. A round 0 tries every
variant of a contender (allocator, memory layout); only those near its best go on. What was measured is kept in
OUT/speed.json at once, and a later call goes on from there; OUT/speed.md is the table. README.md says what to install.
"""

import argparse
import datetime
import fnmatch
import hashlib
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

import random_model

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# glibc's allocator, told to keep what was freed: half of the time of some runs is page faults without it.
KEEP = "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=68719476736:glibc.malloc.top_pad=268435456"
# What keeps each contender to AVX2 (OpenVINO's other matrix product, MLAS, chooses for itself).
AVX2 = {
    "PALIMPSEST_ISA": "avx2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
}
# Variants slower than this times the best of their contender in round 0 are left out.
NEAR = 1.2
CALLS = ("unet", "pair", "decode", "encode", "text")
SAYS = {
    "unet": "UNet, one call",
    "pair": "UNet, guidance pair",
    "decode": "VAE decoder",
    "encode": "VAE encoder",
    "text": "text encoder, 77 tokens",
    "memory": "each network once, all loaded",
    "edit": "20-step guided SDEdit, file to file",
    "preview": "one guided step and a picture",
    "masks": "20-step edit by share of the mask",
    "again": "a second edit with a mask of 10 %",
    "startup": "start, load the model, end",
}


# What only we have.
ALONE = ("masks", "again", "startup")


class Section:
    """One comparison: a model, a word and a size."""

    def __init__(self, model, word, size):
        self.model, self.word, self.size = model, word, size
        self.name = f"{model}-{word}" if word in ("text", "startup") else f"{model}-{size}-{word}"

    def commands(self, args):
        """Name of each variant → (command, environment). The contender is the name's first word."""
        folder, size, threads = str(args.folders[self.model]), str(self.size), str(args.threads)
        ours = [str(args.program), "bench", "speed", "--json", "--model", folder, "--size", size, "--threads", threads]
        words = {"memory": "text,encode,pair,decode"}.get(self.word, self.word)
        all_of_them = {"palimpsest": (ours + ["--only", words], {})}
        if self.word in ALONE:
            return all_of_them
        other = [sys.executable, str(HERE / "contender.py")]
        more = ["--size", size, "--threads", threads]
        keep = {"GLIBC_TUNABLES": KEEP}
        torch = other + ["torch", folder, self.word, *more, "--picture", str(ROOT / "assets/sample/cat-on-beach.png")]
        last = [] if self.word == "text" else ["--channels-last"]
        all_of_them["torch"] = (torch, {})
        all_of_them["torch keep"] = (torch, keep)
        if last:
            all_of_them["torch last"] = (torch + last, {})
            all_of_them["torch last keep"] = (torch + last, keep)
        if self.word in CALLS + ("memory",):
            openvino = other + ["openvino", folder, self.word, *more, "--ir", str(args.work / f"ir-{self.model}")]
            all_of_them["openvino"] = (openvino, {})
            all_of_them["openvino keep"] = (openvino, keep)
        if self.model == "sd15" and self.word in ("unet", "pair") and args.candle.is_file():
            batch = "2" if self.word == "pair" else "1"
            all_of_them["candle"] = ([str(args.candle), folder, size, batch], {})
        takes_part = lambda name: name.split()[0] in args.contenders and (not args.variants or name in args.variants)
        return {name: both for name, both in all_of_them.items() if takes_part(name)}


def contender(variant):
    """Whose variant it is."""
    return variant.split()[0]


def sections(args):
    """All of them, those that matter most first."""
    built_in = 256
    found = [Section("builtin", word, built_in) for word in ("edit", "preview", *CALLS, "memory", *ALONE)]
    for size in args.size:
        words = ("unet", "pair", "decode", "encode", "memory")
        found += [Section("sd15", word, size) for word in words]
    found += [Section("sd15", word, args.size[0]) for word in ("text", *reversed(ALONE))]
    if args.only:
        found = [s for s in found if any(fnmatch.fnmatch(s.name, f"*{pattern}*") for pattern in args.only)]
    return found


def run(command, environment, runs, args, section, variant):
    """One process; what it printed, or why not."""
    command = list(command)
    if variant == "candle":
        command += [str(runs), str(args.threads)]
    else:
        command += ["--runs", str(runs)]
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "OMP_NUM_THREADS": str(args.threads)}
    offline |= AVX2 if args.isa == "avx2" else {}
    busy, begun = busy_share(), time.time()
    try:
        done = subprocess.run(
            command, env={**os.environ, **offline, **environment}, capture_output=True, text=True, timeout=args.timeout
        )
    except subprocess.TimeoutExpired:
        return {"error": f"took more than {args.timeout} s"}
    if done.returncode != 0:
        return {"error": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1][:300]}
    said = json.loads(done.stdout.strip().splitlines()[-1])
    result = {"busy_before": busy, "wall": time.time() - begun, "peak_bytes": said["peak_bytes"]}
    if "figures" not in said:
        return {**result, "seconds": said["seconds"]}
    figures = {figure["name"]: figure for figure in said["figures"]}
    main = {"preview": "preview_first", "masks": "mask_100", "again": "again_second", "memory": "pair"}.get(section.word, section.word)
    result["gemm_gflops"], result["seconds"] = said["gemm_gflops"], figures[main]["seconds"]["all"]
    result["gflop"] = figures[main]["gflop"]
    if section.word in ("masks", "again", "preview"):
        result["others"] = {name: figure["seconds"]["all"] for name, figure in figures.items()}
        result["patched"] = next((figure["patched"] for figure in figures.values() if figure["patched"]), None)
    return result


def busy_share():
    """How busy the machine is without us, 0…1, over a moment; none where the system does not tell."""

    def look():
        numbers = [int(x) for x in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        return sum(numbers), numbers[3] + numbers[4]

    try:
        (all_1, idle_1), _, (all_2, idle_2) = look(), time.sleep(0.5), look()
    except OSError:
        return None
    return round(1 - (idle_2 - idle_1) / max(all_2 - all_1, 1), 3)


# Measuring -----------------------------------------------------------------------------------------------------------


def measure(section, args, kept):
    """Rounds of one section, from where an earlier call left off."""
    commands = section.commands(args)
    rows = kept["sections"].setdefault(section.name, {})
    begun = time.time()
    for turn in range(args.rounds + 1):
        variants = chosen(commands, rows, turn, args)
        shift = turn % max(len(variants), 1)
        for variant in variants[shift:] + variants[:shift]:
            row = rows.setdefault(variant, [])
            if any(entry["round"] == turn or "error" in entry for entry in row):
                continue
            if time.time() - begun > args.limit:
                return print(f"  {section.name}: {args.limit} s are over", flush=True)
            runs = 2 if turn == 0 else 1 if section.word in ("memory", "masks", "again") else args.runs
            entry = {"round": turn, **run(*commands[variant], runs, args, section, variant)}
            row.append(entry)
            save(kept, args)
            said = entry.get("error") or f"{statistics.median(entry['seconds']):.4g} s"
            print(f"  {section.name} round {turn} {variant}: {said}", flush=True)


def chosen(commands, rows, turn, args):
    """Which variants take part in a round: in round 0 those that must be chosen from, later the best."""
    several = [v for v in commands if sum(contender(v) == contender(other) for other in commands) > 1]
    if args.variants:
        return list(commands) if turn > 0 else []
    if turn == 0:
        return several
    first = {}
    for variant in several:
        times = [entry["seconds"] for entry in rows.get(variant, []) if entry["round"] == 0 and "seconds" in entry]
        if times:
            first[variant] = min(times[0])
    best = {}
    for variant, seconds in first.items():
        best[contender(variant)] = min(seconds, best.get(contender(variant), seconds))
    keeps = lambda v: v not in several or (v in first and first[v] <= best[contender(v)] * (1e9 if args.all else NEAR))
    return [variant for variant in commands if keeps(variant)]


def save(kept, args):
    """Whole or not at all."""
    part = args.out / "speed.json.part"
    part.write_text(json.dumps(kept, indent=1))
    part.replace(args.out / "speed.json")


# The table -----------------------------------------------------------------------------------------------------------


def rounds(row):
    """Median of each round that counts."""
    return {e["round"]: statistics.median(e["seconds"]) for e in row if e["round"] > 0 and "seconds" in e}


def pooled(row):
    """All seconds of the rounds that count."""
    return [s for entry in row if entry["round"] > 0 for s in entry.get("seconds", [])]


def table(kept):
    """Markdown."""
    lines = ["# Speed", ""]
    lines += [f"* {key}: {value}" for key, value in kept["machine"].items()]
    lines += [
        "",
        "Seconds: median (least to greatest) of all timed runs. Ratio: our median by theirs (least to greatest of the",
        "single rounds' ratios). Of each contender's variants the fastest is in **bold**; keep: glibc's allocator keeps",
        "what was freed; last: channels last. Busy: how busy others kept the machine just before, at most.",
    ]
    summary = ["", "## Ratios to the best variant", "", "| what | " + " | ".join(OTHERS) + " |", "|---" * 4 + "|"]
    for name, rows in kept["sections"].items():
        if not any(pooled(row) for row in rows.values()):
            continue
        word = name.split("-")[-1]
        lines += ["", f"## {name}: {SAYS[word]}", ""]
        lines += ["| contender | seconds | GFLOPS | peak MB | ratio | rounds | busy |", "|---|---|---|---|---|---|---|"]
        medians = {variant: statistics.median(pooled(row)) for variant, row in rows.items() if pooled(row)}
        best = {}
        for variant, median in medians.items():
            if median < medians.get(best.get(contender(variant)), float("inf")):
                best[contender(variant)] = variant
        ours = rows.get("palimpsest", [])
        gflop = next((entry["gflop"] for entry in ours if entry.get("gflop")), None)
        ratios = {}
        for variant, row in rows.items():
            errors = [entry["error"] for entry in row if "error" in entry]
            if errors:
                lines.append(f"| {variant} | failed: {errors[0]} | | | | | |")
            if variant not in medians:
                continue
            seconds, bold = pooled(row), "**" if best[contender(variant)] == variant else ""
            ratio = ratio_of(ours, row) if variant != "palimpsest" else ""
            ratios[variant] = ratio
            counted = [entry for entry in row if entry["round"] > 0 and "seconds" in entry]
            peak = max(entry["peak_bytes"] or 0 for entry in counted) / 1e6
            busy = max(entry.get("busy_before") or 0 for entry in counted)
            rate = f"{gflop / medians[variant]:.0f}" if gflop and word != "memory" else ""
            lines.append(
                f"| {bold}{variant}{bold} | {medians[variant]:.4g} ({min(seconds):.4g} to {max(seconds):.4g}) | {rate} "
                f"| {peak:.0f} | {ratio} | {len(counted)} | {busy:.0%} |"
            )
        lines += more(word, ours, rows, best)
        if any(ratios.get(best.get(other)) for other in OTHERS):
            summary.append(f"| {name} | " + " | ".join(ratios.get(best.get(other), "") for other in OTHERS) + " |")
    return "\n".join(lines + summary) + "\n"


OTHERS = ("torch", "openvino", "candle")


def ratio_of(ours, theirs):
    """Ours by theirs, with the spread over the rounds that both have."""
    if not pooled(ours):
        return ""
    mine, other = rounds(ours), rounds(theirs)
    single = [mine[turn] / other[turn] for turn in mine if turn in other]
    spread = f" ({min(single):.2f} to {max(single):.2f})" if single else ""
    return f"{statistics.median(pooled(ours)) / statistics.median(pooled(theirs)):.2f}{spread}"


def more(word, ours, rows, best):
    """Lines below a table: what one number does not say."""
    lines = []
    gemm = [entry["gemm_gflops"] for entry in ours if "gemm_gflops" in entry]
    gflop = next((entry["gflop"] for entry in ours if entry.get("gflop")), None)
    if gemm and gflop and word in CALLS:
        rate = gflop / statistics.median(pooled(ours))
        lines += ["", f"Ours: {rate / max(gemm):.0%} of our own matrix product's {max(gemm):.0f} GFLOPS."]
    if word == "memory":
        peak = lambda variant: max(entry["peak_bytes"] or 0 for entry in rows[variant] if "seconds" in entry)
        said = [f"{peak('palimpsest') / peak(v):.2f} × {v}'s" for v in best.values() if v != "palimpsest"]
        lines += ["", "Our peak of memory is " + ", ".join(said) + "."] if said and "palimpsest" in best else []
    others = [entry["others"] for entry in ours if "others" in entry and entry["round"] > 0]
    for name in others[0] if others else []:
        seconds, ratio = [s for entry in others for s in entry[name]], ""
        against = {"masks": "mask_100", "again": "again_full"}.get(word, name)
        if name != against:
            singles = [x / y for entry in others for x, y in zip(entry[name], entry[against])]
            whole = statistics.median(s for entry in others for s in entry[against])
            ratio = f": {statistics.median(seconds) / whole:.2f} of {against} ({min(singles):.2f} to {max(singles):.2f})"
        lines += ["", f"{name}: {statistics.median(seconds):.4g} s ({min(seconds):.4g} to {max(seconds):.4g}){ratio}"]
    patched = next((entry["patched"] for entry in ours if entry.get("patched")), None)
    if word == "again" and patched:
        passes, share, kept = patched["dense"] + patched["patched"], patched["share"], patched["bytes"] / 1e6
        lines += ["", f"{patched['patched']} of {passes} passes recomputed {share:.0%} of it; {kept:.0f} MB were kept."]
    return lines


# The command line ----------------------------------------------------------------------------------------------------


def machine(args):
    """What the figures depend on."""
    version = lambda name: __import__("importlib.metadata", fromlist=["version"]).version(name)
    cpu = [line.split(":")[1].strip() for line in read("/proc/cpuinfo").splitlines() if line.startswith("model name")]
    flags = [line.split(":")[1].split() for line in read("/proc/cpuinfo").splitlines() if line.startswith("flags")]
    sets = [flag for flag in ("avx2", "fma", "avx512f", "avx512_vnni", "amx_tile") if flags and flag in flags[0]]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return {
        "processor": f"{cpu[0] if cpu else platform.processor()}, {' '.join(sets)}",
        "threads": args.threads,
        "instructions": "AVX2 at most" if args.isa == "avx2" else "the best of each",
        "versions": ", ".join(f"{name} {version(name)}" for name in ("torch", "diffusers", "transformers", "openvino")),
        "commit": commit.stdout.strip(),
        "program": hashlib.sha256(args.program.read_bytes()).hexdigest()[:12],
        "begun": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
    }


def read(path):
    """A file of the system, empty where there is none."""
    try:
        return pathlib.Path(path).read_text()
    except OSError:
        return ""


def prepare(args, wanted):
    """Makes the random model and OpenVINO's files where they are needed and missing."""
    models = {section.model for section in wanted}
    if "sd15" in models and not random_model.complete(args.folders["sd15"]):
        print("making the random model", flush=True)
        command = [sys.executable, str(HERE / "random_model.py"), str(args.folders["sd15"])]
        subprocess.run(command + ["--tokenizer", str(args.tokenizer)], check=True)
    for model in sorted(models) if "openvino" in args.contenders else []:
        ir = args.work / f"ir-{model}"
        if any(not (ir / f"{part}.xml").is_file() for part in ("text", "encode", "decode", "unet")):
            print(f"converting {model} for OpenVINO", flush=True)
            command = [sys.executable, str(HERE / "contender.py"), "convert", str(args.folders[model])]
            subprocess.run(command + ["--ir", str(ir)], check=True, capture_output=True)


def arguments():
    """As typed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = lambda text: tuple(part for part in text.split(",") if part)
    path = lambda text: pathlib.Path(text).resolve()
    parser.add_argument("--program", type=path, default=ROOT / "target/release/palimpsest")
    parser.add_argument("--candle", type=path, default=ROOT / "target/release/examples/candle_unet")
    parser.add_argument("--builtin", type=path, default=ROOT / "assets/builtin")
    parser.add_argument("--sd15", type=path, help="folder of the random model, made when missing; WORK/sd15")
    parser.add_argument("--tokenizer", type=path, default=ROOT / "assets/builtin/tokenizer", help="for that folder")
    parser.add_argument("--work", type=path, default=ROOT / "target/speed", help="for models and their conversions")
    parser.add_argument("--out", type=path, help="for speed.json and speed.md; WORK")
    parser.add_argument("--only", type=words, default=(), help="sections by a part of their name; patterns with *")
    parser.add_argument("--contenders", type=words, default=("palimpsest", *OTHERS))
    parser.add_argument(
        "--variants",
        type=lambda text: text.split(","),
        default=[],
        help="only these variants, by their names in the table, without the round that chooses the best",
    )
    parser.add_argument("--size", type=lambda text: [int(x) for x in words(text)], default=[512, 256], help="of sd15")
    parser.add_argument("--rounds", type=int, default=3, help="after round 0")
    parser.add_argument("--runs", type=int, default=3, help="timed runs a process")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--isa", choices=["best", "avx2"], default="best", help="avx2: as on a lesser processor")
    parser.add_argument("--limit", type=float, default=2400, help="seconds a section; what is begun is ended")
    parser.add_argument("--timeout", type=float, default=1500, help="seconds a process")
    parser.add_argument("--all", action="store_true", help="all variants in all rounds")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before")
    parser.add_argument("--list", action="store_true", help="print the sections and end")
    args = parser.parse_args()
    args.out = args.out or args.work
    args.folders = {"builtin": args.builtin, "sd15": args.sd15 or args.work / "sd15"}
    return args


def main():
    """Measures, and writes the table after each section."""
    args = arguments()
    wanted = sections(args)
    if args.list:
        return print("\n".join(section.name for section in wanted))
    if not args.program.is_file():
        raise SystemExit(f"no program there, build it or give --program: {args.program}")
    args.out.mkdir(parents=True, exist_ok=True)
    args.work.mkdir(parents=True, exist_ok=True)
    file, here = args.out / "speed.json", machine(args)
    kept = {"machine": here, "sections": {}}
    if file.is_file() and not args.fresh:
        kept = json.loads(file.read_text())
        if any(kept["machine"][key] != here[key] for key in ("program", "threads", "instructions")):
            raise SystemExit(f"measured with another build or other settings; --fresh begins anew: {file}")
    prepare(args, wanted)
    for section in wanted:
        measure(section, args, kept)
        (args.out / "speed.md").write_text(table(kept))
    print((args.out / "speed.md").read_text())


if __name__ == "__main__":
    main()
