// ProgressOrders: in which order states follow each other, so that concurrent writes of a state
// show the furthest one, and which pairs only a person can settle.

/// The declared orders of `progress` fields.
public enum ProgressOrders {
    /// A referral (row 14). `expiree` stands below `recue`, so that a timer never beats a person;
    /// a refusal or a cancellation concurrent with an acceptance is a conflict.
    public static let referral = ProgressOrder(
        [
            "envoyee", "expiree", "recue", "annulee", "refusee", "acceptee", "rencontre",
            "terminee",
        ], exclusive: ["refusee", "annulee"], contradicts: "acceptee")

    /// Presence at an event (row 26): what was seen at the door beats what was announced.
    public static let attendance = ProgressOrder(
        ["liste-attente", "inscrit", "annule", "absent", "excuse", "present"])

    /// A drop-in session (row 9): one that took place was not cancelled, or somebody must say so.
    public static let permanence = ProgressOrder(
        ["prevue", "annulee", "ouverte", "fermee"], exclusive: ["annulee"],
        contradicts: "ouverte")

    /// An appointment (row 16): what happened beats what was planned.
    public static let appointment = ProgressOrder(
        ["prevu", "confirme", "annule", "absent", "excuse", "honore"])

    /// An application (row 33): a refusal concurrent with a success is a conflict.
    public static let application = ProgressOrder(
        ["preparee", "envoyee", "entretien", "retiree", "refusee", "retenue", "embauche"],
        exclusive: ["retiree", "refusee"], contradicts: "retenue")
}
