//! Opening the window: on the best adapter that works, then on OpenGL, then on a software one.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui_wgpu::{WgpuConfiguration, WgpuSetup, WgpuSetupCreateNew, wgpu};

use super::App;

/// How the window starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// Picture or recipe to open.
    pub file: Option<PathBuf>,
    /// Where settings are kept; nowhere when none (tests).
    pub settings: Option<PathBuf>,
    /// Where journals are kept; nowhere when none (tests).
    pub journals: Option<PathBuf>,
    /// Whether the system's file dialogs are asked; else paths are typed.
    pub dialogs: bool,
    /// Whether the system's fonts are looked through for letters that the built-in ones lack.
    pub fonts: bool,
    /// Threads of number work; physical cores when none.
    pub threads: Option<usize>,
}

impl Start {
    /// As a person starts it.
    pub fn new(file: Option<PathBuf>) -> Self {
        let dirs = directories::ProjectDirs::from("", "", "palimpsest");
        let journals = dirs.map(|dirs| dirs.data_local_dir().join("journals"));
        Self {
            file,
            settings: super::state::Settings::default_path(),
            journals,
            dialogs: true,
            fonts: true,
            threads: None,
        }
    }
}

/// What is tried, in this order.
const ATTEMPTS: [Attempt; 3] = [Attempt::Native, Attempt::Gl, Attempt::Software];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    /// Vulkan, Metal or Direct3D.
    Native,
    /// OpenGL.
    Gl,
    /// Whatever draws without a graphics card.
    Software,
}

impl Attempt {
    fn backends(self) -> wgpu::Backends {
        let asked = wgpu::Backends::from_env();
        match self {
            Self::Native => asked.unwrap_or(wgpu::Backends::PRIMARY),
            Self::Gl => asked.unwrap_or(wgpu::Backends::GL),
            Self::Software => wgpu::Backends::all(),
        }
    }

    /// Whether an adapter is one of this attempt's; how much it is wanted (least first).
    fn rank(self, info: &wgpu::AdapterInfo) -> Option<u8> {
        let rank = match info.device_type {
            wgpu::DeviceType::DiscreteGpu => 0,
            wgpu::DeviceType::IntegratedGpu => 1,
            wgpu::DeviceType::VirtualGpu => 2,
            wgpu::DeviceType::Other => 3,
            wgpu::DeviceType::Cpu => 4,
        };
        match self {
            Self::Native | Self::Gl => Some(rank),
            Self::Software => (info.device_type == wgpu::DeviceType::Cpu).then_some(rank),
        }
    }

    fn setup(self) -> WgpuSetup {
        let mut setup = WgpuSetupCreateNew::without_display_handle();
        setup.instance_descriptor.backends = self.backends();
        setup.native_adapter_selector = Some(Arc::new(move |adapters, surface| {
            adapters
                .iter()
                .filter(|adapter| surface.is_none_or(|surface| adapter.is_surface_supported(surface)))
                .filter_map(|adapter| self.rank(&adapter.get_info()).map(|rank| (rank, adapter)))
                .min_by_key(|(rank, _)| *rank)
                .map(|(_, adapter)| adapter.clone())
                .ok_or_else(|| "no graphics adapter can draw to this screen".to_owned())
        }));
        setup.device_descriptor = Arc::new(|adapter| wgpu::DeviceDescriptor {
            label: Some("window"),
            required_limits: limits(&adapter.limits(), adapter.get_info().backend),
            ..Default::default()
        });
        WgpuSetup::CreateNew(setup)
    }
}

/// What is asked of an adapter: the usual limits, and textures as large as it has them; never more than it has.
fn limits(adapter: &wgpu::Limits, backend: wgpu::Backend) -> wgpu::Limits {
    let usual = if backend == wgpu::Backend::Gl {
        wgpu::Limits::downlevel_webgl2_defaults()
    } else {
        wgpu::Limits::downlevel_defaults()
    };
    wgpu::Limits {
        max_texture_dimension_2d: adapter.max_texture_dimension_2d,
        max_buffer_size: adapter.max_buffer_size.min(1 << 30),
        ..usual.or_worse_values_from(adapter)
    }
}

/// Opens the window on `file`, or on the empty state. Returns when it is closed; `Err` is one sentence, and says why no
/// window could be opened.
pub fn open(file: Option<PathBuf>) -> Result<(), String> {
    let (start, mut first) = (Start::new(file), None);
    for attempt in ATTEMPTS {
        // Once the app stands, an error is its own and no other adapter would mend it.
        let stands = Arc::new(AtomicBool::new(false));
        match run(attempt, start.clone(), &stands) {
            Ok(()) => return Ok(()),
            // The first reason is the person's: without a display server the later attempts only say that they are later.
            Err(error) => first = first.or(Some(error.to_string())),
        }
        if stands.load(Ordering::Relaxed) {
            break;
        }
    }
    Err(format!("the window can't be opened: {}", first.unwrap_or_default()))
}

fn run(attempt: Attempt, start: Start, stands: &Arc<AtomicBool>) -> eframe::Result {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"));
    let viewport = egui::ViewportBuilder::default()
        .with_icon(icon.unwrap_or_default())
        .with_title("Palimpsest")
        .with_app_id("palimpsest")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([720.0, 480.0])
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions {
        viewport,
        // The window asks for them itself, off its thread.
        system_font_fallback: false,
        wgpu_options: WgpuConfiguration { wgpu_setup: attempt.setup(), ..Default::default() },
        ..Default::default()
    };
    let stands = Arc::clone(stands);
    eframe::run_native(
        "palimpsest",
        options,
        Box::new(move |cc| {
            let app = App::new(cc, start)?;
            stands.store(true, Ordering::Relaxed);
            Ok(Box::new(app))
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attempt_takes_another_way() {
        if std::env::var_os("WGPU_BACKEND").is_none() {
            assert!(!Attempt::Native.backends().contains(wgpu::Backends::GL));
            assert_eq!(Attempt::Gl.backends(), wgpu::Backends::GL);
        }
        let info = |device_type| wgpu::AdapterInfo::new(device_type, wgpu::Backend::Vulkan);
        assert_eq!(Attempt::Software.rank(&info(wgpu::DeviceType::DiscreteGpu)), None);
        assert!(Attempt::Software.rank(&info(wgpu::DeviceType::Cpu)).is_some());
        let (card, software) = (info(wgpu::DeviceType::DiscreteGpu), info(wgpu::DeviceType::Cpu));
        assert!(Attempt::Native.rank(&card) < Attempt::Native.rank(&software), "a card goes before software");
    }

    #[test]
    fn the_icon_is_a_picture() {
        let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).unwrap();
        assert_eq!((icon.width, icon.height), (256, 256));
    }

    #[test]
    fn no_more_is_asked_than_the_adapter_has() {
        let small = wgpu::Limits { max_texture_dimension_2d: 2048, ..wgpu::Limits::downlevel_webgl2_defaults() };
        assert!(limits(&small, wgpu::Backend::Vulkan).check_limits(&small));
        let large = wgpu::Limits { max_texture_dimension_2d: 32768, ..wgpu::Limits::default() };
        assert_eq!(limits(&large, wgpu::Backend::Vulkan).max_texture_dimension_2d, 32768);
    }
}
