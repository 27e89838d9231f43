// Coordinates: a point on Earth, and how far it is from another.
//
// The core brings its own sine: the C library's is not the same module on every platform, and
// distances need no more than what stands here.

/// A point on Earth, in degrees (WGS 84).
public struct Coordinates: Hashable, Sendable {
    /// Degrees north, from -90 to 90.
    public let latitude: Double
    /// Degrees east, from -180 to 180.
    public let longitude: Double

    /// A point; `nil` when there is no such one.
    public init?(latitude: Double, longitude: Double) {
        guard (-90.0...90).contains(latitude), (-180.0...180).contains(longitude) else {
            return nil
        }
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Metres along the great circle, on a sphere: within half a percent of the ellipsoid.
    public func distance(to other: Coordinates) -> Double {
        // The haversine formula: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 1984.
        let halfLatitude = Trigonometry.sine((other.latitude - latitude) * .pi / 360)
        let halfLongitude = Trigonometry.sine((other.longitude - longitude) * .pi / 360)
        let cosines =
            Trigonometry.sine((90 - latitude) * .pi / 180)
            * Trigonometry.sine((90 - other.latitude) * .pi / 180)
        let haversine =
            halfLatitude * halfLatitude + cosines * halfLongitude * halfLongitude
        return 2 * 6_371_008.8 * Trigonometry.arcsine(min(1, haversine.squareRoot()))
    }
}

/// Sine and arcsine by their power series, to the last digits of a `Double`.
private enum Trigonometry {
    /// The sine of an angle from -π to π.
    static func sine(_ angle: Double) -> Double {
        if angle > .pi / 2 { return sine(.pi - angle) }
        if angle < -.pi / 2 { return sine(-.pi - angle) }
        var term = angle
        var sum = angle
        for step in stride(from: 2.0, through: 22, by: 2) {
            term *= -angle * angle / (step * (step + 1))
            sum += term
        }
        return sum
    }

    /// The angle whose sine is `sine`, from 0 to 1.
    static func arcsine(_ sine: Double) -> Double {
        // The series is slow near 1; half the complement is always small.
        if sine > 0.5 { return .pi / 2 - 2 * arcsine(((1 - sine) / 2).squareRoot()) }
        var coefficient = sine
        var sum = sine
        for step in stride(from: 1.0, through: 26, by: 1) {
            coefficient *= sine * sine * (2 * step - 1) / (2 * step)
            sum += coefficient / (2 * step + 1)
        }
        return sum
    }
}
