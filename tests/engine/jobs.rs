//! The engine: queue, live jobs, cancel, pause, the same bytes on any number of threads.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use palimpsest::edit::recipe::Method;
use palimpsest::edit::{self, Inputs, Memo, Recipe, Watch, latent_blend, sdedit};
use palimpsest::engine::{Command, Engine, Event, Job, JobId, JobKind, Options, Source};
use palimpsest::raster::{Extent, Pixels, Rect};

use super::methods::{mask, model, recipe};

fn engine(threads: usize) -> Engine {
    Engine::start(Options { threads: Some(threads), background: false }, || {}).unwrap()
}

fn inputs() -> Inputs {
    let extent = Extent::new(96, 96);
    let covered = mask(extent, Rect::new(20, 30, 50, 40), 255);
    Inputs { image: Some(Arc::new(Pixels::filled(extent, [200, 120, 40, 255]))), mask: Some(Arc::new(covered)) }
}

fn quick(steps: usize) -> Recipe {
    let mut recipe = recipe(Method::Sdedit(sdedit::Params { strength: 1.0, repeats: 1 }));
    recipe.sampling.steps = steps;
    recipe.prompt.target = "a dog".into();
    recipe
}

fn job(id: u64, recipe: Recipe) -> Job {
    Job { id: JobId(id), kind: JobKind::Run, source: Source::Builtin, recipe, inputs: inputs(), candidates: 1 }
}

/// Waits for an event of one job that ends it; gives back everything that was told until then.
fn until_end(engine: &Engine, id: u64) -> Vec<Event> {
    let mut told = Vec::new();
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < Duration::from_mins(4), "job {id} never ended: {told:?}");
        let Some(event) = engine.poll() else {
            std::thread::sleep(Duration::from_millis(1));
            continue;
        };
        let ends = match &event {
            Event::Done(job) | Event::Cancelled(job) | Event::Failed { job, .. } => *job == JobId(id),
            _ => false,
        };
        told.push(event);
        if ends {
            return told;
        }
    }
}

fn until(engine: &Engine, found: impl Fn(&Event) -> bool) {
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < Duration::from_mins(4), "it never came");
        match engine.poll() {
            Some(event) if found(&event) => return,
            Some(_) => {}
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

#[test]
fn jobs_run_in_order_and_candidates_differ() {
    let engine = engine(2);
    let mut first = job(1, quick(3));
    first.candidates = 3;
    engine.send(Command::Run(first));
    engine.send(Command::Run(job(2, quick(3))));
    let told = until_end(&engine, 1);
    let outputs: Vec<_> = told
        .iter()
        .filter_map(|event| match event {
            Event::Candidate { job: JobId(1), output, .. } => Some(Arc::clone(output)),
            _ => None,
        })
        .collect();
    assert_eq!(outputs.len(), 3);
    assert_eq!(outputs.iter().map(|output| output.recipe.sampling.seed).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(outputs[0].pixels != outputs[1].pixels && outputs[1].pixels != outputs[2].pixels);
    assert!(told.iter().any(|event| matches!(event, Event::Loading { .. })));
    assert!(told.iter().any(|event| matches!(event, Event::Progress { left: Some(_), .. })));
    let preview = engine.preview().expect("a preview waits");
    assert_eq!(preview.frames.len(), 3);
    let told = until_end(&engine, 2);
    let same = told.iter().find_map(|event| match event {
        Event::Candidate { output, .. } => Some(output.pixels.clone()),
        _ => None,
    });
    assert_eq!(same, Some(outputs[0].pixels.clone()));

    engine.send(Command::Develop { job: JobId(1), candidate: 2, step: 0 });
    until(&engine, |event| matches!(event, Event::Developed { candidate: 2, step: 0, .. }));
}

#[test]
fn the_newest_live_job_wins_and_explicit_ones_are_left_alone() {
    let engine = engine(2);
    engine.send(Command::Run(job(1, quick(20))));
    until(&engine, |event| matches!(event, Event::Progress { .. }));
    for id in 2..=4 {
        engine.live(job(id, quick(2)));
    }
    let told = until_end(&engine, 1);
    assert!(matches!(told.last(), Some(Event::Done(_))), "a live job cancelled an explicit one");
    let replaced = told.iter().filter(|event| matches!(event, Event::Cancelled(_))).count();
    assert_eq!(replaced, 2);
    assert!(matches!(until_end(&engine, 4).last(), Some(Event::Done(_))));

    engine.live(job(5, quick(400)));
    until(&engine, |event| matches!(event, Event::Progress { job: JobId(5), .. }));
    engine.live(job(6, quick(2)));
    assert!(matches!(until_end(&engine, 5).last(), Some(Event::Cancelled(_))));
    assert!(matches!(until_end(&engine, 6).last(), Some(Event::Done(_))));
}

#[test]
fn stop_pause_and_finish_act_in_the_middle() {
    let engine = engine(2);
    let mut long = job(1, quick(900));
    long.candidates = 8;
    engine.send(Command::Run(long));
    engine.send(Command::Run(job(2, quick(900))));
    until(&engine, |event| matches!(event, Event::Progress { phase: edit::Phase::Denoise, .. }));
    engine.send(Command::Cancel(JobId(2)));
    until(&engine, |event| matches!(event, Event::Cancelled(JobId(2))));
    engine.send(Command::Pause(true));
    std::thread::sleep(Duration::from_millis(300)); // what ran when it was told
    while engine.poll().is_some() {}
    std::thread::sleep(Duration::from_millis(300));
    assert!(engine.poll().is_none(), "something went on while paused");
    engine.send(Command::Pause(false));
    until(&engine, |event| matches!(event, Event::Progress { phase: edit::Phase::Denoise, .. }));
    engine.send(Command::Pause(true)); // a paused job can be stopped too, and its pause ends with it
    engine.send(Command::Cancel(JobId(1)));
    let told = until_end(&engine, 1);
    assert!(matches!(told.last(), Some(Event::Cancelled(_))));

    let mut several = job(3, quick(4));
    several.candidates = 8;
    engine.send(Command::Run(several));
    until(&engine, |event| matches!(event, Event::Progress { job: JobId(3), phase: edit::Phase::Denoise, .. }));
    engine.send(Command::Finish(JobId(3)));
    let told = until_end(&engine, 3);
    assert!(matches!(told.last(), Some(Event::Done(_))));
    let finished = told.iter().filter(|event| matches!(event, Event::Candidate { .. })).count();
    assert!((1..8).contains(&finished), "{finished}");
}

#[test]
fn a_failed_job_leaves_the_engine_usable() {
    let engine = engine(2);
    let mut none = job(1, quick(2));
    none.inputs = Inputs::default();
    let mut missing = job(2, quick(2));
    missing.source = Source::Folder("no/such/model".into());
    let mut many = job(3, quick(2));
    many.candidates = 9;
    for (id, job) in [(1, none), (2, missing), (3, many)] {
        engine.send(Command::Run(job));
        let told = until_end(&engine, id);
        let Some(Event::Failed { error, .. }) = told.last() else { panic!("{told:?}") };
        assert!(!error.to_string().contains('\n'));
    }
    engine.send(Command::Inspect(Source::Folder("no/such/model".into())));
    until(&engine, |event| matches!(event, Event::Model { card: Err(_), .. }));
    engine.send(Command::Preload(Source::Builtin));
    until(&engine, |event| matches!(event, Event::Model { card: Ok(_), .. }));
    engine.send(Command::Count { source: Source::Builtin, prompt: "a dog on a beach".into() });
    until(&engine, |event| matches!(event, Event::Tokens { tokens: 5, limit: 75, .. }));
    engine.send(Command::Run(job(4, quick(2))));
    assert!(matches!(until_end(&engine, 4).last(), Some(Event::Done(_))));
    assert_eq!(engine.device(), "CPU, 2 threads");
}

#[test]
fn the_memory_that_a_run_needs_grows_with_what_is_asked() {
    let mut large = quick(2);
    let inputs = Inputs { image: Some(Arc::new(Pixels::filled(Extent::new(1500, 1500), [0; 4]))), mask: None };
    let small = large.plan(&model().card, &inputs).unwrap();
    large.region.resolution = 16.0;
    let large = large.plan(&model().card, &inputs).unwrap();
    assert!(small.reduced && large.bytes > 2 * small.bytes, "{} {}", large.bytes, small.bytes);
}

#[test]
fn one_and_two_threads_give_the_same_bytes() {
    let mut blend = recipe(Method::LatentBlend(latent_blend::Params::default()));
    blend.sampling.steps = 4;
    blend.sampling.guidance = 3.0;
    blend.prompt.target = "a red balloon".into();
    let pictures = [1, 2, 3].map(|threads| {
        let engine = engine(threads);
        engine.send(Command::Run(job(1, blend.clone())));
        let told = until_end(&engine, 1);
        told.into_iter().find_map(|event| match event {
            Event::Candidate { output, .. } => Some(output.pixels.hash()),
            _ => None,
        })
    });
    assert!(pictures[0].is_some());
    assert!(pictures[0] == pictures[1] && pictures[1] == pictures[2]);
    let direct = edit::run(&blend, &inputs(), model(), &mut Memo::default(), &mut ()).unwrap();
    assert_eq!(Some(direct.pixels.hash()), pictures[0], "engine and direct call differ");
}

#[test]
fn so_they_do_with_every_sampler() {
    let engines = [1, 2].map(engine);
    for (id, choice) in super::samplers::all().enumerate() {
        let method = Method::LatentBlend(latent_blend::Params::default());
        let mut recipe = super::samplers::small(method, 4, choice);
        recipe.sampling.guidance = 3.0;
        let pictures = engines.each_ref().map(|engine| {
            engine.send(Command::Run(job(id as u64, recipe.clone())));
            until_end(engine, id as u64).into_iter().find_map(|event| match event {
                Event::Candidate { output, .. } => Some(output.pixels.hash()),
                _ => None,
            })
        });
        assert!(pictures[0].is_some() && pictures[0] == pictures[1], "{choice:?}");
    }
}

/// Says "stop" at one question, and counts the questions after it.
struct StopAt {
    at: usize,
    asked: usize,
}

impl Watch for StopAt {
    fn cancelled(&mut self) -> bool {
        self.asked += 1;
        self.asked >= self.at
    }
}

#[test]
fn a_cancel_is_seen_at_the_next_checkpoint() {
    let recipe = quick(3);
    let mut counting = StopAt { at: usize::MAX, asked: 0 };
    edit::run(&recipe, &inputs(), model(), &mut Memo::new(0), &mut counting).unwrap();
    let whole = counting.asked;
    assert!(whole > 60, "asked only {whole} times in a run");
    for at in (1..=whole).step_by(whole / 23) {
        let mut stop = StopAt { at, asked: 0 };
        let ended = edit::run(&recipe, &inputs(), model(), &mut Memo::new(0), &mut stop);
        assert!(matches!(ended, Err(edit::Error::Cancelled)), "at {at}");
        assert!(stop.asked <= at + 1, "{} checkpoints after the token at {at}", stop.asked - at);
    }
}

/// (resident memory in MB, threads) of this process.
fn footprint() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let number = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    Some((number("VmRSS:")? / 1024, number("Threads:")?))
}

#[test]
fn dropping_the_engine_never_hangs_and_wakes_are_called() {
    let woken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&woken);
    let wake = move || {
        counter.fetch_add(1, Ordering::Relaxed);
    };
    let engine = Engine::start(Options { threads: Some(1), background: true }, wake).unwrap();
    for id in 0..5 {
        engine.send(Command::Run(job(id, quick(900)))); // nobody polls
    }
    let begun = Instant::now();
    while woken.load(Ordering::Relaxed) < 20 {
        assert!(begun.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(2));
    }
    let begun = Instant::now();
    drop(engine);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

/// Run in a process of its own (the numbers of this one include the other tests'): see `memory_and_threads_come_back`.
#[test]
#[ignore = "started by memory_and_threads_come_back"]
fn alone_memory_and_threads() {
    let engine = engine(2);
    engine.send(Command::Run(job(1, quick(3))));
    until_end(&engine, 1);
    let Some((memory, threads)) = footprint() else { return };
    for id in 2..8 {
        engine.send(Command::Run(job(id, quick(900))));
        until(&engine, |event| matches!(event, Event::Progress { phase: edit::Phase::Denoise, i: 3, .. }));
        let begun = Instant::now();
        engine.send(Command::Cancel(JobId(id)));
        assert!(matches!(until_end(&engine, id).last(), Some(Event::Cancelled(_))));
        println!("cancelled after {:?}", begun.elapsed());
    }
    let (after, left) = footprint().unwrap();
    println!("memory {memory} → {after} MB, threads {threads} → {left}");
    assert!(after <= memory + 50, "{memory} → {after} MB");
    assert_eq!(threads, left);
}

#[test]
fn memory_and_threads_come_back_after_cancels() {
    let this = std::env::current_exe().unwrap();
    let name = "jobs::alone_memory_and_threads";
    let ran = std::process::Command::new(this).args([name, "--exact", "--ignored", "--nocapture"]).output().unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    println!("{told}");
    assert!(ran.status.success(), "{told}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(told.contains("1 passed"), "{told}");
}
