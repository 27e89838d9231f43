// ShownIdentity: which record a field of a record's state leads to.

extension RecordState {
    /// The identity that a field shows; `nil` when it shows none, or is not declared.
    package func identity(_ field: String, _ declaration: CollectionDeclaration) -> RecordID? {
        guard let field = declaration.field(field),
            case .single(.text(let text))? = self.field(field.key)?.shown(field)
        else { return nil }
        return RecordID(text)
    }
}
