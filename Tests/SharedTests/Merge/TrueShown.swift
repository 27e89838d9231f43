// TrueShown: what a field must show, and what it must ask of people, by its rule.
//
// It is written from the words of docs/MERGE.md and reads the true history alone: it knows nothing
// of siblings, of the order in which they stand, or of how the product finds the one that leads.

import Shared

/// One field of the record, and the rule that it is declared with.
struct TrueShown: Sendable {
    let name: String
    private let rule: MergeRule
    private let declaration: FieldDeclaration

    init(_ name: String, _ rule: MergeRule) {
        self.name = name
        self.rule = rule
        let type: FieldType =
            switch rule {
            case .set: .tags
            case .counter: .counter
            case .latest, .review, .progress: .text(maximum: 100, format: nil)
            }
        declaration = Field<String>(name, type, rule, Phrase(fr: name, en: name)).declaration
    }

    /// What is wrong with what the field shows and asks.
    ///
    /// - Parameters:
    ///   - field: as it was merged; `nil` when nothing was ever written to it.
    ///   - survivors: what is truly left of it.
    func fault(
        of field: FieldState?, _ survivors: Set<Survivor>, _ history: TrueHistory
    ) -> String? {
        let field = field ?? FieldState(name: name)
        let (shown, expected) = (field.shown(declaration), mustShow(survivors, history))
        if shown != expected { return "shows \(shown), not \(expected)" }
        let (asked, question) = (field.disagreement(rule), mustAsk(survivors))
        return asked == question ? nil : "asks \(asked), not \(question)"
    }

    private func mustShow(_ survivors: Set<Survivor>, _ history: TrueHistory) -> ShownValue {
        switch rule {
        case .set:
            var elements: Set<String> = []
            for case .element(let element) in survivors.map(\.content) { elements.insert(element) }
            return .set(elements.sorted())
        case .counter:
            var total: Int64 = 0
            for case .increment(let amount) in survivors.map(\.content) { total += amount }
            return .single(.integer(total))
        case .latest, .review, .progress:
            return .single(first(survivors, history) ?? .null)
        }
    }

    /// The value of the furthest step, where the rule has steps, and of the greatest (stamp,
    /// replica, id) there.
    private func first(_ survivors: Set<Survivor>, _ history: TrueHistory) -> FieldValue? {
        var best: (place: [UInt64], value: FieldValue)?
        for survivor in survivors {
            guard case .value(let value) = survivor.content else { continue }
            let event = history.events[survivor.event]
            let place = [
                step(value), event.transaction.stamp.rawValue, UInt64(event.replica),
                event.transaction.id.rawValue,
            ]
            if let best, place.lexicographicallyPrecedes(best.place) { continue }
            best = (place, value)
        }
        return best?.value
    }

    /// Counted from one; what is no step stands before them all.
    private func step(_ value: FieldValue) -> UInt64 {
        guard case .progress(let order) = rule, case .text(let state) = value,
            let index = order.steps.firstIndex(of: state)
        else { return 0 }
        return UInt64(index + 1)
    }

    private func mustAsk(_ survivors: Set<Survivor>) -> Disagreement {
        var values: Set<FieldValue> = []
        for case .value(let value) in survivors.map(\.content) { values.insert(value) }
        if values.count < 2 { return .none }
        switch rule {
        case .review: return .conflict
        case .progress(let order): return excludes(values, order) ? .conflict : .parallel
        case .latest, .set, .counter: return .parallel
        }
    }

    /// Whether one of the values excludes what another has reached.
    private func excludes(_ values: Set<FieldValue>, _ order: ProgressOrder) -> Bool {
        let excluded = order.steps.drop { $0 != order.contradicted }
        return order.exclusive.contains { values.contains(.text($0)) }
            && excluded.contains { values.contains(.text($0)) }
    }
}
