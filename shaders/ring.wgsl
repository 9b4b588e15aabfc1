// The brush at its true size: a bright ring in a dark one. `extra` holds centre and radius, screen pixels.

@fragment
fn ring(in: Corner) -> @location(0) vec4<f32> {
    let distance = abs(length(in.screen - in.extra.xy) - in.extra.z);
    let width = in.look.x;
    let dark = clamp(1.75 * width + 0.5 - distance, 0.0, 1.0) * 0.6;
    let bright = clamp(0.75 * width + 0.5 - distance, 0.0, 1.0);
    let color = vec4<f32>(frame.accent.rgb * bright, bright + dark * (1.0 - bright));
    return leave(color);
}
