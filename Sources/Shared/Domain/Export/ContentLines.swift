// ContentLines: the lines that iCalendar (RFC 5545) and vCard (RFC 6350) are made of: CRLF, 75
// octets at most, what follows folded under a space, and never in the middle of a character.

/// Writes content lines.
struct ContentLines {
    private(set) var bytes: [UInt8] = []

    /// Adds a line whose value is text: commas, semicolons, backslashes and line feeds escaped.
    mutating func add(_ name: String, text: String?) {
        guard let text, !text.isEmpty else { return }
        add(name, raw: ContentLines.escaped(text))
    }

    /// Adds a line whose value has the form that the format asks for. Control characters would end
    /// it early, so none is let through.
    mutating func add(_ name: String, raw: String?) {
        guard let raw, !raw.isEmpty else { return }
        var width = 0
        for scalar in "\(name):\(raw)".unicodeScalars {
            if scalar.properties.generalCategory == .control { continue }
            let encoded = Array(String(Character(scalar)).utf8)
            if width + encoded.count > 75 {
                bytes += [0x0D, 0x0A, 0x20]
                width = 1
            }
            bytes += encoded
            width += encoded.count
        }
        bytes += [0x0D, 0x0A]
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\n", "\r\n", "\r": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }

    /// `YYYYMMDD`.
    static func day(_ day: CalendarDate) -> String { day.description.filter { $0 != "-" } }

    /// `YYYYMMDDTHHMMSSZ`.
    static func moment(_ moment: Instant) -> String {
        Instant(milliseconds: moment.milliseconds / 1000 * 1000).description
            .filter { $0 != "-" && $0 != ":" }
    }
}
