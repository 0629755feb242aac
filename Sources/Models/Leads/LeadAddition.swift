package import Forms

/// What somebody typed of a new lead that is there already: it is added to that one instead.
package struct LeadAddition: Sendable, Equatable {
    /// What is chosen where both say something; phones, contacts and notes of both are kept.
    package static let fields: [LeadMerge.Field] = [.company, .email, .inn, .segment, .project, .value]

    package let typed: LeadForm
    /// What is taken from what was typed.
    package let taken: Set<LeadMerge.Field>
    /// Of the lead, as the form showed it.
    package let version: Int

    /// `take.company=other` takes what was typed; anything else leaves what the lead says.
    package init(_ typed: LeadForm, reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let version = field.integer("lead_version", in: 0...Int(Int32.max))
        self.version = try field.values(version)
        self.typed = typed
        taken = Set(Self.fields.filter { input["take.\($0.rawValue)"] == "other" })
    }

    /// The lead with what is taken, and with the phones, contacts and notes of both. Throws what there is no room for.
    package func form(for lead: LeadRecord) throws(Complaint.Refusal) -> LeadForm {
        let own = lead.form
        func chosen<Value>(_ field: LeadMerge.Field, _ own: Value, _ other: Value) -> Value {
            taken.contains(field) ? other : own
        }
        let phones = LeadMerge.phones(own.phones, typed.phones)
        guard Set((own.phones + typed.phones).map(Phones.digits)).count == phones.count else {
            throw Complaint.Refusal("error.merge_phones", ["n": "\(Phones.most)"])
        }
        let contacts = Self.contacts(own.contacts, typed.contacts)
        guard contacts.count <= LeadForm.mostContacts else {
            throw Complaint.Refusal("error.merge_contacts", ["n": "\(LeadForm.mostContacts)"])
        }
        let notes = Self.notes(own.notes, typed.notes)
        guard notes.unicodeScalars.count <= 10_000 else {
            throw Complaint.Refusal("error.too_long", ["count": "10000"])
        }
        return LeadForm(
            company: chosen(.company, own.company, typed.company), email: chosen(.email, own.email, typed.email),
            phones: phones, inn: chosen(.inn, own.inn, typed.inn),
            segment: chosen(.segment, own.segment, typed.segment),
            project: chosen(.project, own.project, typed.project), stage: own.stage, assignee: own.assignee,
            value: chosen(.value, own.value, typed.value), notes: notes,
            contacts: contacts, isConfirmed: true, version: version)
    }

    /// Somebody of the same name of whom nothing else is said differently is the same person, and known better now.
    private static func contacts(_ own: [LeadForm.Contact], _ typed: [LeadForm.Contact]) -> [LeadForm.Contact] {
        var all = own
        for new in typed {
            if let place = all.firstIndex(where: { $0.isSame(as: new) }) {
                let old = all[place]
                all[place] = LeadForm.Contact(
                    id: old.id, name: old.name, position: old.position ?? new.position, phone: old.phone ?? new.phone,
                    email: old.email ?? new.email, isPrimary: old.isPrimary)
            } else {
                all.append(
                    LeadForm.Contact(
                        id: nil, name: new.name, position: new.position, phone: new.phone, email: new.email,
                        isPrimary: new.isPrimary && own.isEmpty))
            }
        }
        return all
    }

    private static func notes(_ own: String, _ typed: String) -> String {
        if typed.isEmpty || own.contains(typed) { return own }
        return own.isEmpty ? typed : own + "\n\n" + typed
    }
}

extension LeadForm.Contact {
    fileprivate func isSame(as other: LeadForm.Contact) -> Bool {
        func agree(_ one: String?, _ two: String?, _ key: (String) -> String) -> Bool {
            guard let one, let two else { return true }
            return key(one) == key(two)
        }
        return name.lowercased() == other.name.lowercased() && agree(position, other.position) { $0.lowercased() }
            && agree(phone, other.phone, Phones.digits) && agree(email, other.email) { $0.lowercased() }
    }
}
