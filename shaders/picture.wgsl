// A picture over the checkerboard.

@fragment
fn picture(in: Corner) -> @location(0) vec4<f32> {
    let color = tile_at(in.tile, in.look.x);
    let square = vec2<i32>(floor(in.screen / frame.checker_side));
    let checker = select(frame.checker_a, frame.checker_b, ((square.x + square.y) & 1) == 1);
    return leave(vec4<f32>(color.rgb + checker.rgb * (1.0 - color.a), 1.0));
}
