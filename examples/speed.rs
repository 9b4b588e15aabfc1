use candle_core::{Device, Tensor, DType};
use palimpsest::model::{Model, Source, Network};
#[global_allocator]
static A: mimalloc::MiMalloc = mimalloc::MiMalloc;
fn med(n: usize, mut f: impl FnMut()) -> (f64, f64) { f(); let mut v: Vec<f64> = (0..n).map(|_| { let t = std::time::Instant::now(); f(); t.elapsed().as_secs_f64() }).collect(); v.sort_by(|a, b| a.total_cmp(b)); (v[v.len() / 2], v[0]) }
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let source = if args[1] == "builtin" { Source::Builtin } else { Source::Folder(args[1].clone().into()) };
    let side: usize = args[2].parse().unwrap();
    let runs: usize = args[3].parse().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    pool.install(|| {
        let t = std::time::Instant::now();
        let m = Model::load(&source, &Device::Cpu, &mut |_, _| Ok(())).unwrap();
        println!("load {:.2}", t.elapsed().as_secs_f64());
        let mem = || { let s = std::fs::read_to_string("/proc/self/status").unwrap(); s.lines().filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS")).map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ") };
        println!("{}", mem());
        let words = m.text.as_ref().unwrap().encode("a cat").unwrap();
        let l = side / 8;
        let x = Tensor::from_iter((0..4 * l * l).map(|i| ((i * 7919) % 997) as f32 / 500.0 - 1.0), &Device::Cpu).unwrap().reshape((1, 4, l, l)).unwrap();
        let x2 = Tensor::cat(&[&x, &x], 0).unwrap(); let w2 = Tensor::cat(&[&words, &words], 0).unwrap();
        let t1 = Tensor::full(500f32, 1, &Device::Cpu).unwrap(); let t2 = Tensor::full(500f32, 2, &Device::Cpu).unwrap();
        let Network::Conditional(unet) = &m.network else { panic!() };
        let want = args.get(4).map(String::as_str).unwrap_or("unet pair text decode encode");
        if want.contains("unet") { println!("unet b1 {:?}", med(runs, || { unet.forward(&x, &t1, &words, &mut ()).unwrap(); })); println!("{}", mem()); }
        if want.contains("pair") { println!("unet pair {:?}", med(runs, || { unet.forward(&x2, &t2, &w2, &mut ()).unwrap(); })); }
        if want.contains("text") { println!("text {:?}", med(runs, || { m.text.as_ref().unwrap().encode("a cat").unwrap(); })); println!("{}", mem()); }
        if want.contains("decode") { println!("decode {:?}", med(runs, || { m.vae.as_ref().unwrap().decode(&x, &mut ()).unwrap(); })); println!("{}", mem()); }
        if want.contains("encode") { let img = Tensor::zeros((1, 3, side, side), DType::F32, &Device::Cpu).unwrap(); println!("encode {:?}", med(runs, || { m.vae.as_ref().unwrap().encode(&img, &mut ()).unwrap(); })); println!("{}", mem()); }
    });
}
