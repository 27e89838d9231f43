// ImportReasons: why a file, a column or a row was not imported, said for the person who has the
// spreadsheet open.

enum ImportReasons {
    // MARK: Files

    static let fileTooLarge = Phrase(
        fr: "Le fichier dépasse 64 Mio : partagez-le en plusieurs fichiers.",
        en: "The file is over 64 MiB: split it into several files.")

    static let utf16 = Phrase(
        fr: "Le fichier est en UTF-16 : enregistrez-le en UTF-8 (« CSV UTF-8 » dans un tableur).",
        en: "The file is in UTF-16: save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet).")

    static func notUTF8(_ line: Int) -> Phrase {
        Phrase(
            fr: "Le fichier n'est pas en UTF-8 (première erreur à la ligne \(line)) ; il semble "
                + "être en ISO-8859-1 ou Windows-1252. Enregistrez-le en UTF-8 (« CSV UTF-8 » dans "
                + "un tableur). Rien n'en a été lu.",
            en: "The file is not UTF-8 (first error on line \(line)); it looks like ISO-8859-1 or "
                + "Windows-1252. Save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet). Nothing of it "
                + "was read.")
    }

    static let unknownForm = Phrase(
        fr: "Forme de fichier inconnue : le nom doit finir par .csv, .json ou .jsonl.",
        en: "Unknown form of file: its name must end in .csv, .json or .jsonl.")

    static let noHeader = Phrase(
        fr: "Le fichier est vide : la première ligne doit nommer les colonnes.",
        en: "The file is empty: its first line must name the columns.")

    static func noCollection(_ base: String) -> Phrase {
        Phrase(
            fr: "« \(base) » ne nomme aucune collection : nommez le fichier d'après elle, comme "
                + "`organisation.csv`, ou donnez-lui une colonne `collection`.",
            en: "\"\(base)\" names no collection: name the file after it, like "
                + "`organisation.csv`, or give it a column `collection`.")
    }

    static func unknownCollection(_ name: String) -> Phrase {
        Phrase(
            fr: "La collection « \(name) » n'existe pas : ses enregistrements sont ignorés. "
                + "`relais schema` donne la liste des collections.",
            en: "There is no collection \"\(name)\": its records are passed over. "
                + "`relais schema` lists the collections.")
    }

    static func noNaturalKey(_ name: String) -> Phrase {
        Phrase(
            fr: "La collection « \(name) » ne s'importe pas : elle n'a pas de champs source et "
                + "source_id.",
            en: "The collection \"\(name)\" cannot be imported: it has no fields source and "
                + "source_id.")
    }

    static func columnTwice(_ name: String) -> Phrase {
        Phrase(
            fr: "La colonne « \(name) » figure deux fois : supprimez-en une. Rien n'a été lu.",
            en: "The column \"\(name)\" stands twice: remove one. Nothing was read.")
    }

    static func columnMissing(_ name: String) -> Phrase {
        Phrase(
            fr: "Il manque la colonne « \(name) », qui avec l'autre moitié de la clé (source, "
                + "source_id) reconnaît un enregistrement. Rien n'a été lu.",
            en: "The column \"\(name)\" is missing, which with the other half of the key (source, "
                + "source_id) tells a record. Nothing was read.")
    }

    static func unknownColumn(_ name: String, _ collection: String) -> Phrase {
        Phrase(
            fr: "La colonne « \(name) » n'est pas un champ de \(collection) : elle est ignorée, le "
                + "reste de chaque ligne est lu. `relais schema \(collection)` donne les champs.",
            en: "The column \"\(name)\" is no field of \(collection): it is ignored, the rest of "
                + "each row is read. `relais schema \(collection)` lists the fields.")
    }

    // MARK: Rows

    static let openQuote = Phrase(
        fr: "Un guillemet ouvert ici n'est jamais refermé : rien n'est lu à partir de cette ligne. "
            + "Fermez-le, ou doublez-le s'il fait partie du texte.",
        en: "A quote opened here is never closed: nothing is read from this line on. Close it, or "
            + "double it if it is part of the text.")

    static let quoteTooLong = Phrase(
        fr: "Le guillemet ouvert ici n'est pas refermé dans le mébioctet qu'une ligne peut avoir : "
            + "rien n'est lu à partir de cette ligne.",
        en: "The quote opened here is not closed within the mebibyte that a row may have: nothing "
            + "is read from this line on.")

    static let textAfterQuote = Phrase(
        fr: "Du texte suit un guillemet fermé : doublez les guillemets qui font partie du texte.",
        en: "Text follows a closed quote: double the quotes that are part of the text.")

    static let rowTooLong = Phrase(
        fr: "La ligne dépasse 1 Mio.", en: "The row is over 1 MiB.")

    static let tooManyColumns = Phrase(
        fr: "La ligne a plus de 1 000 cellules.", en: "The row has over 1,000 cells.")

    static func cells(_ count: Int, _ expected: Int) -> Phrase {
        Phrase(
            fr: "\(count) cellules au lieu de \(expected) : il manque un séparateur, ou il y en a "
                + "un de trop.",
            en: "\(count) cells instead of \(expected): a separator is missing, or there is one "
                + "too many.")
    }

    static func missingKey(_ name: String) -> Phrase {
        Phrase(
            fr: "\(name) est vide : sans source et source_id, l'enregistrement ne serait pas "
                + "reconnu la prochaine fois.",
            en: "\(name) is empty: without source and source_id, the record would not be "
                + "recognised the next time.")
    }

    static func missing(_ field: FieldDeclaration) -> Phrase {
        Phrase(
            fr: "\(field.name) : il manque une valeur (\(field.label.french)).",
            en: "\(field.name): a value is missing (\(field.label.english)).")
    }

    static func badReference(_ field: String, _ text: String) -> Phrase {
        Phrase(
            fr: "\(field) : « \(text) » n'est ni un identifiant ni une clé source/source_id.",
            en: "\(field): \"\(text)\" is neither an id nor a key source/source_id.")
    }

    static func badTotal(_ field: String) -> Phrase {
        Phrase(
            fr: "\(field) : un nombre entre 0 et 1 000 000 000 est attendu.",
            en: "\(field): a number between 0 and 1,000,000,000 is expected.")
    }

    static func keyTwice(_ row: ImportRow, _ earlier: ImportRow) -> Phrase {
        let key = "\(row.source)/\(row.sourceID)"
        return Phrase(
            fr: "La clé \(key) est déjà à la ligne \(earlier.line) de \(earlier.file), avec un "
                + "autre contenu : la première est gardée.",
            en: "The key \(key) is already on line \(earlier.line) of \(earlier.file), with other "
                + "content: the first is kept.")
    }

    // MARK: JSON

    static let notAnObject = Phrase(
        fr: "Un enregistrement doit être un objet JSON : `{\"source\": …, \"source_id\": …}`.",
        en: "A record must be a JSON object: `{\"source\": …, \"source_id\": …}`.")

    static let noRecords = Phrase(
        fr: "Aucune liste d'enregistrements : le fichier doit être un tableau, ou un objet avec "
            + "« records ».",
        en: "No list of records: the file must be an array, or an object with \"records\".")

    static func notFlat(_ name: String) -> Phrase {
        Phrase(
            fr: "\(name) : une valeur simple est attendue, ou une liste pour un champ à plusieurs "
                + "valeurs.",
            en: "\(name): a simple value is expected, or a list for a field of several values.")
    }

    static func json(_ error: JSONError) -> Phrase {
        switch error {
        case .truncated:
            Phrase(
                fr: "Le JSON s'arrête au milieu d'une valeur : le fichier est-il complet ?",
                en: "The JSON ends in the middle of a value: is the file complete?")
        case .unexpected(let byte, _, _):
            Phrase(
                fr: "JSON mal formé : \(shown(byte)) n'est pas attendu ici.",
                en: "Malformed JSON: \(shown(byte)) is not expected here.")
        case .tooDeep, .tooLarge, .tooManyValues, .stringTooLong:
            Phrase(
                fr: "Le JSON dépasse ce qui est lu : 1 Mio par enregistrement, 32 niveaux.",
                en: "The JSON is over what is read: 1 MiB a record, 32 levels.")
        case .duplicateKey(let key):
            Phrase(
                fr: "La clé « \(key) » figure deux fois dans l'objet.",
                en: "The key \"\(key)\" stands twice in the object.")
        case .badNumber:
            Phrase(fr: "JSON mal formé : nombre illisible.", en: "Malformed JSON: bad number.")
        case .badEscape, .badUTF8:
            Phrase(
                fr: "JSON mal formé : texte avec un caractère illisible.",
                en: "Malformed JSON: a text has an unreadable character.")
        case .trailingBytes:
            Phrase(
                fr: "JSON mal formé : du texte suit la fin des données. Pour un objet par ligne, "
                    + "nommez le fichier .jsonl.",
                en: "Malformed JSON: text follows the end of the data. For one object a line, name "
                    + "the file .jsonl.")
        case .wrongType, .missing, .badValue:
            Phrase(
                fr: "JSON inattendu : un tableau d'objets est attendu.",
                en: "Unexpected JSON: an array of objects is expected.")
        }
    }

    private static func shown(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte)
            ? "`\(Character(Unicode.Scalar(byte)))`" : "0x\(String(byte, radix: 16))"
    }
}
