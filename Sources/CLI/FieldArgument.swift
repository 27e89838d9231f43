// FieldArgument: `field=value` as somebody types it, and the edits that several of them make.

import ClientCore
import Console
import Shared

/// One `field=value`, `field+=value` or `field-=value`.
struct FieldArgument {
    enum Operator: String {
        case set = "="
        case add = "+="
        case remove = "-="
    }

    let name: String
    let `operator`: Operator
    let text: String

    /// Reads an argument; wrong usage when it names no field.
    init(_ argument: String) throws(RelaisError) {
        // By bytes: a value that begins with a combining mark would hide the sign as a Character.
        let bytes = Array(argument.utf8)
        guard let sign = bytes.firstIndex(of: UInt8(ascii: "=")), sign > 0 else {
            throw FieldArgument.malformed(argument)
        }
        let (plus, minus) = (UInt8(ascii: "+"), UInt8(ascii: "-"))
        let before = bytes[sign - 1]
        self.operator = before == plus ? .add : before == minus ? .remove : .set
        name = String(decoding: bytes[..<(self.operator == .set ? sign : sign - 1)], as: UTF8.self)
        text = String(decoding: bytes[(sign + 1)...], as: UTF8.self)
        guard !name.isEmpty else { throw FieldArgument.malformed(argument) }
    }

    private static func malformed(_ argument: String) -> RelaisError {
        .usage(
            Phrase(
                fr: "« \(argument) » n'est pas de la forme `champ=valeur`.",
                en: "\"\(argument)\" is not of the form `field=value`."),
            remedy: Phrase(
                fr: "Écrivez `champ=valeur`, entre apostrophes s'il y a des espaces : "
                    + "`'name=Maison pour tous'`.",
                en: "Write `field=value`, within quotes if there are spaces: "
                    + "`'name=Community centre'`."))
    }
}

/// The edits of one record that arguments add up to.
struct FieldEdits {
    let collection: CollectionDeclaration
    /// What the fields show now: what replacing a set adds to and removes from.
    let shown: [String: ShownValue]
    /// What `now` means, in Unix milliseconds.
    let now: UInt64
    /// By the field's name.
    private(set) var edits: [String: FieldEdit] = [:]
    /// Whether an edit was derived from what is shown.
    private(set) var dependsOnShown = false

    init(_ collection: CollectionDeclaration, shown: [String: ShownValue], now: UInt64) {
        self.collection = collection
        self.shown = shown
        self.now = now
    }

    /// Takes one more argument.
    mutating func add(_ argument: FieldArgument) throws(RelaisError) {
        guard let field = collection.field(argument.name) else {
            throw StoreErrors.unknownField(argument.name, collection.name)
        }
        if argument.operator == .set, edits[field.name] != nil { throw twice(field) }
        switch field.type {
        case .codes, .tags, .references: try addElements(argument, field)
        case .counter: try addIncrement(argument, field)
        default:
            guard argument.operator == .set else { throw wrongOperator(argument, field) }
            edits[field.name] = .assign(try value(argument.text, field))
        }
    }

    /// A value of a single-valued field as it was typed.
    func value(_ text: String, _ field: FieldDeclaration) throws(RelaisError) -> FieldValue {
        if case .instant = field.type, ["now", "maintenant"].contains(text.lowercased()) {
            return .text(Instant(milliseconds: Int64(clamping: now)).description)
        }
        return try FieldText.value(text, field)
    }

    private mutating func addElements(
        _ argument: FieldArgument, _ field: FieldDeclaration
    ) throws(RelaisError) {
        let elements = try self.elements(argument, field)
        var (add, remove): (Set<String>, Set<String>) = ([], [])
        if case .edit(let added, let removed)? = edits[field.name] {
            (add, remove) = (added, removed)
        }
        switch argument.operator {
        case .set:
            let before: Set<String> =
                if case .set(let set)? = shown[field.name] { Set(set) } else { [] }
            add = elements.subtracting(before)
            remove = before.subtracting(elements)
            dependsOnShown = true
        case .add:
            add.formUnion(elements)
            remove.subtract(elements)
        case .remove:
            remove.formUnion(elements)
            add.subtract(elements)
        }
        edits[field.name] = .edit(add: add, remove: remove)
    }

    /// The elements of an argument: several between commas, but one tag may hold a comma.
    private func elements(
        _ argument: FieldArgument, _ field: FieldDeclaration
    ) throws(RelaisError) -> Set<String> {
        let isOne = if case .tags = field.type { argument.operator != .set } else { false }
        let elements = FieldText.elements(argument.text, separators: isOne ? [] : [","])
        if elements.isEmpty, argument.operator != .set {
            throw RelaisError(
                code: "missing_element",
                message: Phrase(
                    fr: "\(field.name) : il manque l'élément à ajouter ou à retirer.",
                    en: "\(field.name): the element to add or remove is missing."),
                remedy: Phrase(
                    fr: "Écrivez `\(field.name)\(argument.operator.rawValue)…`. Rien n'a été "
                        + "enregistré.",
                    en: "Write `\(field.name)\(argument.operator.rawValue)…`. Nothing was saved."))
        }
        guard case .references = field.type else { return Set(elements) }
        return Set(elements.map { RecordID($0)?.description ?? $0 })
    }

    private mutating func addIncrement(
        _ argument: FieldArgument, _ field: FieldDeclaration
    ) throws(RelaisError) {
        guard argument.operator != .set else { throw wrongOperator(argument, field) }
        var sum: Int64 = 0
        if case .increment(let amount)? = edits[field.name] { sum = amount }
        guard case .integer(let amount) = try FieldText.value(argument.text, field),
            // Far from where adding up could overflow, and more than anybody counts.
            (-1_000_000_000...1_000_000_000).contains(amount)
        else {
            throw RelaisError(
                code: "bad_number",
                message: Phrase(
                    fr: "\(field.name) : « \(argument.text) » n'est pas un nombre dont un compteur "
                        + "peut avancer.",
                    en: "\(field.name): a counter cannot move by \"\(argument.text)\"."),
                remedy: Phrase(
                    fr: "Écrivez par exemple `\(field.name)+=1`. Rien n'a été enregistré.",
                    en: "Write for example `\(field.name)+=1`. Nothing was saved."))
        }
        sum += argument.operator == .add ? amount : -amount
        edits[field.name] = .increment(sum)
    }

    private func wrongOperator(
        _ argument: FieldArgument, _ field: FieldDeclaration
    ) -> RelaisError {
        let sign = argument.operator.rawValue
        let forms =
            argument.operator == .set
            ? "`\(field.name)+=1`, `\(field.name)-=1`" : "`\(field.name)=…`"
        let isCounter = argument.operator == .set
        return RelaisError(
            code: "wrong_operator",
            message: Phrase(
                fr: "`\(sign)` ne convient pas à \(field.name), qui est "
                    + (isCounter ? "un compteur." : "un champ d'une seule valeur."),
                en: "`\(sign)` does not fit \(field.name), which is "
                    + (isCounter ? "a counter." : "a field of one value.")),
            remedy: Phrase(
                fr: "Écrivez \(forms). Rien n'a été enregistré.",
                en: "Write \(forms). Nothing was saved."))
    }

    private func twice(_ field: FieldDeclaration) -> RelaisError {
        .usage(
            Phrase(
                fr: "Le champ « \(field.name) » est donné deux fois.",
                en: "The field \"\(field.name)\" is given twice."),
            remedy: Phrase(fr: "Gardez-en un.", en: "Keep one of them."))
    }
}
