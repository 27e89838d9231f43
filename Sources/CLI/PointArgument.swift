// PointArgument: a point on Earth as somebody types it.

import Console
import Shared

enum PointArgument {
    /// Reads `LAT,LON`.
    static func read(_ text: String) throws(RelaisError) -> Coordinates {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { Double(FieldText.trimmed(String($0))) }
        guard parts.count == 2, let latitude = parts[0], let longitude = parts[1],
            let point = Coordinates(latitude: latitude, longitude: longitude)
        else {
            throw .usage(
                Phrase(
                    fr: "« \(text) » n'est pas une position.",
                    en: "\"\(text)\" is not a position."),
                remedy: Phrase(
                    fr: "Écrivez la latitude puis la longitude, en degrés, avec des points : "
                        + "`--near 48.39,-4.48`.",
                    en: "Write the latitude, then the longitude, in degrees: "
                        + "`--near 48.39,-4.48`."))
        }
        return point
    }
}
