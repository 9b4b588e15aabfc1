// The line between the picture as opened (left) and as it is (right). `extra.x` is where, screen pixels.

@fragment
fn split(in: Corner) -> @location(0) vec4<f32> {
    let distance = abs(in.screen.x - in.extra.x);
    let width = in.look.x;
    let dark = clamp(1.5 * width + 0.5 - distance, 0.0, 1.0) * 0.5;
    let bright = clamp(0.5 * width + 0.5 - distance, 0.0, 1.0);
    return leave(vec4<f32>(frame.accent.rgb * bright, bright + dark * (1.0 - bright)));
}
