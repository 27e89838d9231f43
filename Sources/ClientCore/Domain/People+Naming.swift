// Whom a name means, where it must mean one person.

public import Shared

extension People {
    /// People who have every word in their name exactly, whatever its accents and capitals, or the
    /// digits in their number.
    public func named(_ text: String) throws(RelaisError) -> [RecordID] {
        let search = PersonSearch(text)
        return try identities().filter { search.rank($0) == 0 }.map(\.id).sorted()
    }
}
