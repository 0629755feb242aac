import Forms
import Models
import Testing

/// What a lead's form takes, field by field.
struct LeadFormTests {
    @Test(arguments: [
        // Companies of Ukraine: NBU, PrivatBank, Ukrzaliznytsia, Nova Poshta; below 30 million, between, and above.
        "00032106", "14360570", "40075815", "31316718", "20077720",
        // A person of Ukraine and of Russia, companies of Russia: Sberbank, Gazprom.
        "2987614533", "7707083893", "7736050003", "500100732259",
        "", "ABC", "CZ12345678", "1234567", "123456789",
    ])
    func `a right tax number, or one of a country whose rule is not known, is taken`(text: String) {
        #expect(TaxNumber.isPlausible(text), "\(text)")
    }

    @Test(arguments: ["00032105", "14360571", "40075816", "7707083894", "500100732258", "500100732269", "1111111111"])
    func `a wrong check digit is found`(text: String) {
        #expect(!TaxNumber.isPlausible(text), "\(text)")
    }

    @Test func `every complaint is made at once, by field and row`() {
        let input = Input([
            "company": " ", "email": "x", "phones": "+380671234567, abc", "inn": "14360571", "value": "1,2,3",
            "stage": "x", "assignee": "me", "contact.0.position": "Boss", "contact.1.name": "A", "contact.1.phone": "1",
            "contact.2.name": " ", "version": "0",
        ])
        #expect { try LeadForm(reading: input) } throws: { error in
            let fields = (error as? FieldErrors)?.entries.map(\.field)
            return Set(fields ?? []) == [
                "company", "email", "phones", "inn", "stage", "assignee", "value", "currency", "contact.0.name",
                "contact.1.phone",
            ]
        }
    }

    @Test func `what was read is what the form shows`() throws {
        let input = Input([
            "company": "Меблі", "phones": "+380 67 123 45 67; 067-123-45-68,, +380 67 123 45 67", "value": "12 500,5",
            "currency": "UAH", "contact.0.name": "A", "contact.7.name": "B", "primary": "7", "version": "3",
        ])
        let form = try LeadForm(reading: input)
        #expect(form.phones == ["+380 67 123 45 67", "067-123-45-68"])
        #expect(
            form.value == LeadValue(minor: 1_250_050, currency: .uah)
                && form.contacts.map(\.isPrimary) == [false, true])
        #expect(try LeadForm(reading: form.input) == form)
    }

    @Test func `a doubtful tax number is taken when it is meant`() throws {
        #expect(throws: FieldErrors.self) {
            try LeadForm(reading: Input(["company": "A", "inn": "14360571", "version": "0"]))
        }
        #expect(
            try LeadForm(reading: Input(["company": "A", "inn": "14360571", "anyway": "1", "version": "0"])).isConfirmed
        )
    }

    @Test(arguments: [("12500", 1_250_000), ("12 500,50", 1_250_050), ("0.5", 50), ("12'500.05", 1_250_005)])
    func `amounts are read as people type them`(text: String, minor: Int) throws {
        #expect(try LeadValue.minor(text) == minor)
    }

    @Test(arguments: ["-1", "1,000.00", "12,500", "1.2.3", ".", "5.", "1e3", "1234567890123"])
    func `what is no amount for certain is refused`(text: String) {
        #expect(throws: Complaint.Refusal.self) { try LeadValue.minor(text) }
    }
}
