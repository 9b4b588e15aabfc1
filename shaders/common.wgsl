// What all of the canvas' shaders share: the frame, a quad in screen pixels, and how a colour leaves.
// Colours are premultiplied and gamma-encoded, as egui's are.

struct Frame {
    // Size of the canvas, screen pixels.
    size: vec2<f32>,
    // 1 when the target encodes to sRGB by itself.
    target_is_srgb: f32,
    // Side of a square of the checkerboard, screen pixels.
    checker_side: f32,
    checker_a: vec4<f32>,
    checker_b: vec4<f32>,
    // rgb, and how much of it lies on a fully covered pixel.
    tint: vec4<f32>,
    accent: vec4<f32>,
}

@group(0) @binding(0) var<uniform> frame: Frame;

struct Quad {
    // Left, top, right, bottom on the canvas, screen pixels.
    @location(0) screen: vec4<f32>,
    // The same corners in the tile's texels.
    @location(1) tile: vec4<f32>,
    // The same corners in the mask tile's texels; or what the shader says.
    @location(2) veil: vec4<f32>,
    // x: 1 for crisp texels of the tile; y: of the mask tile; z: texels of the tile a screen pixel.
    @location(3) look: vec4<f32>,
}

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) screen: vec2<f32>,
    @location(1) tile: vec2<f32>,
    @location(2) veil: vec2<f32>,
    @location(3) @interpolate(flat) look: vec4<f32>,
    @location(4) @interpolate(flat) extra: vec4<f32>,
}

@vertex
fn quad(@builtin(vertex_index) index: u32, in: Quad) -> Corner {
    let side = vec2<f32>(f32(index & 1u), f32(index >> 1u));
    let screen = mix(in.screen.xy, in.screen.zw, side);
    let clip = screen / frame.size * vec2<f32>(2.0, -2.0) + vec2<f32>(-1.0, 1.0);
    return Corner(
        vec4<f32>(clip, 0.0, 1.0),
        screen,
        mix(in.tile.xy, in.tile.zw, side),
        mix(in.veil.xy, in.veil.zw, side),
        in.look,
        in.veil,
    );
}

fn linear_from_gamma(c: vec3<f32>) -> vec3<f32> {
    let low = c / 12.92;
    let high = pow((c + 0.055) / 1.055, vec3<f32>(2.4));
    return select(high, low, c < vec3<f32>(0.04045));
}

fn leave(color: vec4<f32>) -> vec4<f32> {
    if frame.target_is_srgb < 0.5 {
        return color;
    }
    return vec4<f32>(linear_from_gamma(color.rgb), color.a);
}
