/// A value rounded to a multiple of `step`, so that no more digits are shown than the error allows; 0 when it is not finite.
func rounded(_ value: Double, to step: Double) -> Double {
    guard value.isFinite else { return 0 }
    let inverse = (1 / step).rounded()
    // Dividing by a whole number gives the nearest Double to the decimal that is meant: 0.1 steps print without a tail.
    return step < 1 ? (value * inverse).rounded() / inverse : (value / step).rounded() * step
}
