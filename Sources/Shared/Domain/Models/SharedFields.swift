// SharedFields: fields that several collections have, declared once so that the same name always
// means the same thing.

/// Fields that several collections have.
enum SharedFields {
    static let address = Field.text(
        "address", fr: "adresse", en: "address", maximum: 300, merge: .review, search: .body)
    static let postalCode = Field.text(
        "postal_code", fr: "code postal", en: "postal code", maximum: 5,
        format: TextFormats.postalCode)
    static let commune = Field.text(
        "commune", fr: "commune (code INSEE)", en: "commune (INSEE code)", maximum: 5,
        format: TextFormats.communeCode)
    static let communeName = Field.text(
        "commune_name", fr: "commune", en: "commune name", maximum: 100, search: .body)

    static let latitude = Field.real("latitude", fr: "latitude", en: "latitude", in: -90...90)
    static let longitude = Field.real(
        "longitude", fr: "longitude", en: "longitude", in: -180...180)

    static let phone = Field.text(
        "phone", fr: "téléphone", en: "telephone", maximum: 40, format: TextFormats.phone,
        merge: .review)
    static let email = Field.text(
        "email", fr: "courriel", en: "e-mail", format: TextFormats.email)
    static let website = Field.text(
        "website", fr: "site web", en: "website", maximum: 500, format: TextFormats.website)

    static let source = Field.text("source", fr: "source", en: "source")
    static let sourceId = Field.text(
        "source_id", fr: "identifiant dans la source", en: "identity in the source")
    static let checkedAt = Field.date("checked_at", fr: "vérifié le", en: "checked on")
    static let checkedBy = Field.text("checked_by", fr: "vérifié par", en: "checked by")
    static let inferred = Field.tags("inferred", fr: "champs déduits", en: "inferred fields")

    /// The record of the same collection that stands for this duplicate. Two people who join it to
    /// two records are asked.
    static func mergedInto(_ collection: String) -> Field<RecordID> {
        Field.reference(
            "merged_into", to: collection, fr: "fusion avec", en: "merged into", merge: .review)
    }
}
