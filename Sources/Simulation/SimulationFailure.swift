// SimulationFailure: what a checker found.

/// A law that did not hold.
package struct SimulationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The short name of the law; shrinking keeps to it.
    package let law: String
    package let detail: String

    package init(_ law: String, _ detail: String) {
        self.law = law
        self.detail = detail
    }

    package var description: String { "\(law): \(detail)" }
}
