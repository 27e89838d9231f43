// CodeOption: an option whose value is a code of a list.

import Console
import Shared

extension Context {
    /// A code that an option gives; one that the list does not have is a slip, and is told.
    func code(_ option: String, of list: CodeList) throws(RelaisError) -> String? {
        guard let code = invocation.option(option) else { return nil }
        guard list.contains(code) else {
            let known = list.entries.map(\.code).joined(separator: ", ")
            throw .usage(
                Phrase(
                    fr: "« \(code) » n'est pas un code de --\(option).",
                    en: "\"\(code)\" is no code of --\(option)."),
                remedy: Phrase(
                    fr: "Codes possibles : \(known).", en: "Possible codes: \(known)."))
        }
        return code
    }
}
