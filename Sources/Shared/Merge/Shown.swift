// Shown: what a field shows and what it asks of people, derived from its siblings by its rule.
//
// Nothing here is stored. The whole antichain is kept for every rule; these are views of it.

/// What a field asks of people.
package enum Disagreement: Hashable, Sendable {
    /// One value, or values that do not contradict each other.
    case none
    /// Two people wrote without knowing of each other; one value is shown, the other is told.
    case parallel
    /// A person must choose.
    case conflict
}

extension FieldState {
    /// What the field shows by its declared rule; by the shape of its content when the field is not
    /// declared here, so that an older program shows what a newer one wrote as well as it can.
    package func shown(_ declaration: FieldDeclaration?) -> ShownValue {
        if let declaration, declaration.type.isSet || isCounter(declaration) {
            return declaration.type.isSet ? .set(elements) : .single(.integer(total))
        }
        switch siblings.first?.content {
        case nil: return .single(.null)
        case .element: return .set(elements)
        case .increment: return .single(.integer(total))
        case .value: return .single(leading(declaration?.merge)?.value ?? .null)
        }
    }

    /// The assigned values, the shown one first, each once; with the write that brought it.
    package func alternatives(_ rule: MergeRule?) -> [(value: FieldValue, write: Write)] {
        guard let leader = leading(rule) else { return [] }
        var result = [(value: leader.value, write: leader.sibling.write)]
        for sibling in siblings.sorted(by: { Write.shownBefore($1.write, $0.write) }) {
            guard case .value(let value) = sibling.content,
                !result.contains(where: { $0.value == value })
            else { continue }
            result.append((value: value, write: sibling.write))
        }
        return result
    }

    /// Whether the siblings contradict each other, and how loudly to say so.
    package func disagreement(_ rule: MergeRule?) -> Disagreement {
        guard siblings.count > 1 else { return .none }
        let values = alternatives(rule).map(\.value)
        guard values.count > 1 else { return .none }
        switch rule {
        case .review: return .conflict
        case .progress(let order):
            if DeliberateBug.exclusionIsNotAsked.isOn { return .parallel }
            return order.contradict(values) ? .conflict : .parallel
        default: return .parallel
        }
    }

    private func isCounter(_ declaration: FieldDeclaration) -> Bool {
        if case .counter = declaration.type { true } else { false }
    }

    private var elements: [String] {
        var all: [String] = []
        // Those of one write stand in order already, each once.
        var isSorted = true
        for sibling in siblings {
            guard case .element(let element) = sibling.content else { continue }
            if isSorted, let last = all.last { isSorted = last.precedesInBytes(element) }
            all.append(element)
        }
        if isSorted { return all }
        var result: [String] = []
        for element in all.sorted(by: { $0.precedesInBytes($1) })
        where !(result.last?.hasSameBytes(as: element) ?? false) {
            result.append(element)
        }
        return result
    }

    private var total: Int64 {
        siblings.reduce(0) { sum, sibling in
            guard case .increment(let amount) = sibling.content else { return sum }
            return sum.saturatingAdd(amount)
        }
    }

    private func leading(_ rule: MergeRule?) -> (value: FieldValue, sibling: Sibling)? {
        if siblings.count == 1, case .value(let value) = siblings[0].content {
            return (value, siblings[0])
        }
        var best: (value: FieldValue, sibling: Sibling)?
        for sibling in siblings {
            guard case .value(let value) = sibling.content else { continue }
            guard let current = best else {
                best = (value, sibling)
                continue
            }
            if leads(value, sibling, over: current, rule) { best = (value, sibling) }
        }
        return best
    }

    private func leads(
        _ value: FieldValue, _ sibling: Sibling,
        over current: (value: FieldValue, sibling: Sibling),
        _ rule: MergeRule?
    ) -> Bool {
        if case .progress(let order) = rule {
            let (left, right) = (order.rank(of: current.value), order.rank(of: value))
            if left != right { return right > left }
        }
        return Write.shownBefore(current.sibling.write, sibling.write)
    }
}

extension ProgressOrder {
    fileprivate func rank(of value: FieldValue) -> Int {
        if case .text(let state) = value { rank(state) } else { -2 }
    }

    /// Whether one value excludes what another has reached.
    fileprivate func contradict(_ values: [FieldValue]) -> Bool {
        guard let contradicted else { return false }
        let states = values.compactMap { value in
            if case .text(let state) = value { state } else { nil }
        }
        guard states.contains(where: exclusive.contains) else { return false }
        let bound = rank(contradicted)
        return states.contains { !exclusive.contains($0) && rank($0) >= bound }
    }
}
