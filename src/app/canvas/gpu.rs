//! The canvas' side of wgpu: pipelines made once, textures of tiles, and the callback that draws a frame.

use eframe::egui_wgpu::wgpu::util::DeviceExt as _;
use eframe::egui_wgpu::{CallbackResources, CallbackTrait, RenderState, wgpu};

use super::tiles::texture_side;

/// Texels of a tile's texture, where the adapter has as many.
const TEXTURE_SIDE: u32 = 512;

macro_rules! shader {
    ($($name:literal),+) => { concat!($(include_str!(concat!("../../../shaders/", $name, ".wgsl"))),+) };
}

/// All shaders, by what they draw. The parts of each are read as one file.
pub(super) const SHADERS: [(Draws, &str); 5] = [
    (Draws::Picture, shader!("common", "tile", "picture")),
    (Draws::Overlay, shader!("common", "tile", "veil", "overlay")),
    (Draws::Mask, shader!("common", "tile", "mask")),
    (Draws::Ring, shader!("common", "ring")),
    (Draws::Split, shader!("common", "split")),
];

/// Which pipeline a quad is drawn by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Draws {
    Picture,
    Overlay,
    Mask,
    Ring,
    Split,
}

impl Draws {
    /// How many tiles it reads.
    fn tiles(self) -> usize {
        match self {
            Self::Picture | Self::Mask => 1,
            Self::Overlay => 2,
            Self::Ring | Self::Split => 0,
        }
    }
}

/// A tile's texture, and how shaders see it.
#[derive(Clone)]
pub(super) struct Texture {
    texture: wgpu::Texture,
    bind_group: wgpu::BindGroup,
}

/// What all quads of a frame share; laid out as `Frame` in `common.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct Frame {
    pub(super) size: [f32; 2],
    pub(super) target_is_srgb: f32,
    pub(super) checker_side: f32,
    pub(super) checker_a: [f32; 4],
    pub(super) checker_b: [f32; 4],
    pub(super) tint: [f32; 4],
    pub(super) accent: [f32; 4],
}

/// One quad; laid out as `Quad` in `common.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct Quad {
    pub(super) screen: [f32; 4],
    pub(super) tile: [f32; 4],
    pub(super) veil: [f32; 4],
    pub(super) look: [f32; 4],
}

/// A quad, how it is drawn, and from what.
pub(super) struct Draw {
    pub(super) draws: Draws,
    pub(super) quad: Quad,
    pub(super) tiles: Vec<Texture>,
}

/// The device and everything that is made once.
pub(super) struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    tile_layout: wgpu::BindGroupLayout,
    frame_layout: wgpu::BindGroupLayout,
    pipelines: Vec<(Draws, wgpu::RenderPipeline)>,
    pub(super) target_is_srgb: bool,
    texture_side: u32,
}

impl Gpu {
    /// Makes the pipelines for the window's target.
    pub(super) fn new(state: &RenderState) -> Self {
        let device = state.device.clone();
        let frame_layout = layout(
            &device,
            wgpu::ShaderStages::VERTEX_FRAGMENT,
            wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Uniform,
                has_dynamic_offset: false,
                min_binding_size: None,
            },
        );
        let tile_layout = layout(
            &device,
            wgpu::ShaderStages::FRAGMENT,
            wgpu::BindingType::Texture {
                sample_type: wgpu::TextureSampleType::Float { filterable: false },
                view_dimension: wgpu::TextureViewDimension::D2,
                multisampled: false,
            },
        );
        let pipeline = |(draws, source): (Draws, &str)| {
            let mut layouts = vec![Some(&frame_layout)];
            layouts.extend(std::iter::repeat_n(Some(&tile_layout), draws.tiles()));
            (draws, pipeline(&device, source, &layouts, state.target_format))
        };
        Self {
            pipelines: SHADERS.into_iter().map(pipeline).collect(),
            queue: state.queue.clone(),
            target_is_srgb: state.target_format.is_srgb(),
            texture_side: TEXTURE_SIDE.min(device.limits().max_texture_dimension_2d),
            tile_layout,
            frame_layout,
            device,
        }
    }

    /// Texels of a tile without its apron.
    pub(super) fn tile_side(&self) -> u32 {
        self.texture_side - texture_side(0)
    }

    /// An empty tile of four bytes a texel, or of one.
    pub(super) fn texture(&self, bytes_per_texel: usize) -> Texture {
        let format = if bytes_per_texel == 1 { wgpu::TextureFormat::R8Unorm } else { wgpu::TextureFormat::Rgba8Unorm };
        let texture = self.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("canvas tile"),
            size: extent(self.texture_side, self.texture_side),
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let bind_group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("canvas tile"),
            layout: &self.tile_layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&view) }],
        });
        Texture { texture, bind_group }
    }

    /// Writes a rectangle of texels.
    pub(super) fn write(&self, texture: &Texture, at: (u32, u32), size: (u32, u32), texels: &[u8]) {
        let target = wgpu::TexelCopyTextureInfo {
            texture: &texture.texture,
            mip_level: 0,
            origin: wgpu::Origin3d { x: at.0, y: at.1, z: 0 },
            aspect: wgpu::TextureAspect::All,
        };
        let row = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(texels.len() as u32 / size.1),
            rows_per_image: None,
        };
        self.queue.write_texture(target, texels, row, extent(size.0, size.1));
    }

    /// The callback that draws these quads, in order.
    pub(super) fn callback(&self, frame: Frame, draws: Vec<Draw>) -> impl CallbackTrait + use<> {
        let uniforms = self.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("canvas frame"),
            contents: bytemuck::bytes_of(&frame),
            usage: wgpu::BufferUsages::UNIFORM,
        });
        let quads: Vec<Quad> = draws.iter().map(|draw| draw.quad).collect();
        let quads = self.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("canvas quads"),
            contents: bytemuck::cast_slice(&quads),
            usage: wgpu::BufferUsages::VERTEX,
        });
        let frame = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("canvas frame"),
            layout: &self.frame_layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: uniforms.as_entire_binding() }],
        });
        let of =
            |wanted| self.pipelines.iter().find(|(draws, _)| *draws == wanted).map(|(_, pipeline)| pipeline.clone());
        let draws = draws.into_iter().filter_map(|draw| Some((of(draw.draws)?, draw.tiles))).collect();
        Paint { frame, quads, draws }
    }
}

/// One frame's drawing.
struct Paint {
    frame: wgpu::BindGroup,
    quads: wgpu::Buffer,
    draws: Vec<(wgpu::RenderPipeline, Vec<Texture>)>,
}

impl CallbackTrait for Paint {
    fn paint(&self, _: egui::PaintCallbackInfo, pass: &mut wgpu::RenderPass<'static>, _: &CallbackResources) {
        pass.set_vertex_buffer(0, self.quads.slice(..));
        for (index, (pipeline, tiles)) in (0_u32..).zip(&self.draws) {
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &self.frame, &[]);
            for (group, tile) in (1_u32..).zip(tiles) {
                pass.set_bind_group(group, &tile.bind_group, &[]);
            }
            pass.draw(0..4, index..index + 1);
        }
    }
}

fn extent(width: u32, height: u32) -> wgpu::Extent3d {
    wgpu::Extent3d { width, height, depth_or_array_layers: 1 }
}

fn layout(device: &wgpu::Device, visibility: wgpu::ShaderStages, ty: wgpu::BindingType) -> wgpu::BindGroupLayout {
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("canvas"),
        entries: &[wgpu::BindGroupLayoutEntry { binding: 0, visibility, ty, count: None }],
    })
}

fn pipeline(
    device: &wgpu::Device,
    source: &str,
    layouts: &[Option<&wgpu::BindGroupLayout>],
    target: wgpu::TextureFormat,
) -> wgpu::RenderPipeline {
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("canvas"),
        source: wgpu::ShaderSource::Wgsl(source.into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("canvas"),
        bind_group_layouts: layouts,
        immediate_size: 0,
    });
    let attributes = wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4];
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("canvas"),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: None,
            buffers: &[Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<Quad>() as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes: &attributes,
            })],
            compilation_options: wgpu::PipelineCompilationOptions::default(),
        },
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: None,
            targets: &[Some(wgpu::ColorTargetState {
                format: target,
                blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                write_mask: wgpu::ColorWrites::ALL,
            })],
            compilation_options: wgpu::PipelineCompilationOptions::default(),
        }),
        primitive: wgpu::PrimitiveState {
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            ..wgpu::PrimitiveState::default()
        },
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        multiview_mask: None,
        cache: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shader_is_valid_and_has_two_entry_points() {
        use wgpu::naga::front::wgsl;
        use wgpu::naga::valid::{Capabilities, ValidationFlags, Validator};
        for (draws, source) in SHADERS {
            let module =
                wgsl::parse_str(source).unwrap_or_else(|error| panic!("{draws:?}: {}", error.emit_to_string(source)));
            let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
            validator.validate(&module).unwrap_or_else(|error| panic!("{draws:?}: {}", error.emit_to_string(source)));
            assert_eq!(module.entry_points.len(), 2, "{draws:?}");
        }
    }
}
