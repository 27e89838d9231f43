// PlainPage: what docs/PROTOCOL.md tells of messages that no codec reads: questions that can be put
// to a server, and the keys of their answers.

import Foundation
import Shared

/// What an answer has, as the page writes it: `{"user","left":true,"devices":[3]}`.
indirect enum PageShape {
    /// Whatever stands under a key that is told without its value.
    case any
    case text
    case number
    case flag
    case object([(key: String, shape: PageShape)])
    /// What each element has; `nil` where words say it.
    case array(PageShape?)

    /// Reads what is written; words are nothing.
    init?(_ text: String) {
        var reader = ShapeReader(rest: Array(text)[...])
        guard let shape = reader.shape() else { return nil }
        self = shape
    }

    /// Where an answer has not what it should, or has more.
    ///
    /// - Parameter rows: what the elements of a key have where the page says it in words.
    func problems(in json: JSON?, at place: String = "", rows: [String: PageShape]) -> [String] {
        switch (self, json) {
        case (.any, _?), (.text, .string?), (.number, .integer?), (.flag, .bool?): return []
        case (.object(let members), .object(let object)?):
            let known = Set(members.map(\.key))
            let more = object.members.map(\.key).filter { !known.contains($0) }
            return more.map { "\(place).\($0) is not on the page" }
                + members.flatMap { key, shape in
                    shape.problems(in: object[key], at: "\(place).\(key)", rows: rows)
                }
        case (.array(let said), .array(let elements)?):
            let key = place.split(separator: ".").last.map(String.init) ?? ""
            guard let shape = said ?? rows[key] else { return ["\(place): rows of what?"] }
            if elements.isEmpty { return ["\(place)\(PageShape.nothing)"] }
            let each = elements.map { shape.problems(in: $0, at: place, rows: rows) }
            // What is empty in one element may be there in another.
            let empty = each[0].filter { problem in
                problem.hasSuffix(PageShape.nothing) && each.allSatisfy { $0.contains(problem) }
            }
            return each.joined().filter { !$0.hasSuffix(PageShape.nothing) } + empty
        default: return ["\(place) is not \(self)"]
        }
    }

    private static let nothing = " is empty, and shows nothing"

    /// What the elements under a key have.
    func row(_ key: String) -> PageShape? {
        guard case .object(let members) = self,
            case .array(let row)? = members.first(where: { $0.key == key })?.shape
        else { return nil }
        return row
    }
}

/// Reads JSON in which keys may stand without values, and words in place of elements.
private struct ShapeReader {
    var rest: ArraySlice<Character>

    mutating func shape() -> PageShape? {
        skip { $0 == " " }
        switch rest.first {
        case "{"?: return object()
        case "["?: return array()
        case "\""?:
            _ = quoted()
            return .text
        case let sign? where sign.isNumber:
            skip(while: \.isNumber)
            return .number
        case "t"?, "f"?:
            skip(while: \.isLetter)
            return .flag
        default: return nil
        }
    }

    private mutating func object() -> PageShape {
        var members: [(key: String, shape: PageShape)] = []
        rest.removeFirst()
        while let sign = rest.first, sign != "}" {
            guard sign == "\"" else {
                rest.removeFirst()
                continue
            }
            let key = quoted()
            guard rest.first == ":" else {
                members.append((key, .any))
                continue
            }
            rest.removeFirst()
            members.append((key, shape() ?? .any))
        }
        rest = rest.dropFirst()
        return .object(members)
    }

    private mutating func array() -> PageShape {
        var element: PageShape?
        rest.removeFirst()
        let isInWords = rest.first == " "
        while let sign = rest.first, sign != "]" {
            let isElement = !isInWords && ("{[\"".contains(sign) || sign.isNumber)
            if isElement {
                let read = shape()
                element = element ?? read
            } else {
                rest.removeFirst()
            }
        }
        rest = rest.dropFirst()
        return .array(element)
    }

    private mutating func quoted() -> String {
        let text = rest.dropFirst().prefix { $0 != "\"" }
        rest = rest[text.endIndex...].dropFirst()
        return String(text)
    }

    private mutating func skip(while isSkipped: (Character) -> Bool) {
        rest = rest.drop(while: isSkipped)
    }
}

/// The sections of the page whose messages are JSON only.
struct PlainPage {
    /// One act of a coordinator.
    struct Act {
        let name: String
        let questions: [JSON]
        let answer: PageShape
    }

    /// By heading.
    private var sections: [String: String] = [:]

    init() throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("docs/PROTOCOL.md"))
        var heading = ""
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
            sections[heading, default: ""] += "\(line)\n"
        }
    }

    /// The section of one path.
    func section(_ path: String) -> String {
        sections.first { $0.key.split(separator: " ").last.map(String.init) == path }?.value ?? ""
    }

    /// The messages of a path in the order in which they stand.
    func examples(_ path: String) -> [String] { Self.objects(section(path)) }

    /// The acts of the table of administration.
    func acts() throws -> [Act] {
        try section("/v1/admin/…").split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map(String.init)
            guard cells.count == 3, let name = Self.spans(cells[0]).first,
                let answer = Self.objects(cells[2]).first.flatMap({ PageShape($0) })
            else { return nil }
            return Act(name: name, questions: try Self.questions(cells[1]), answer: answer)
        }
    }

    /// Every question of a cell: objects, other values of the last key of the first one, and keys
    /// that may stand besides, in the last question of all.
    private static func questions(_ cell: String) throws -> [JSON] {
        let objects = objects(cell)
        var questions = try objects.map { try JSON.parse(Array($0.utf8)) }
        var words = cell
        for object in objects { words = words.replacingOccurrences(of: object, with: "") }
        var more: [JSONObject.Member] = []
        for span in spans(words) where span.hasPrefix("\"") {
            if span.contains("\":") {
                let json = try JSON.parse(Array("{\(span)}".utf8))
                if case .object(let object) = json { more += object.members }
            } else if case .object(let object)? = questions.first, let last = object.members.last {
                let value = JSON.string(span.filter { $0 != "\"" })
                let other = JSONObject.Member(key: last.key, value: value)
                questions.append(
                    .object(JSONObject(members: object.members.dropLast() + [other])))
            }
        }
        guard !more.isEmpty, case .object(let last)? = questions.last else { return questions }
        // Where there is one question only, it stands without them as well.
        if questions.count > 1 { questions.removeLast() }
        return questions + [.object(JSONObject(members: last.members + more))]
    }

    /// What stands between braces, from the outer one to its other.
    private static func objects(_ text: String) -> [String] {
        var objects: [String] = []
        var (open, depth) = ("", 0)
        for sign in text {
            if sign == "{" { depth += 1 }
            if depth > 0 { open.append(sign) }
            guard sign == "}" else { continue }
            depth -= 1
            if depth == 0 {
                objects.append(open)
                open = ""
            }
        }
        return objects
    }

    /// What stands between backquotes.
    private static func spans(_ text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
