import Models

/// What an invented shop sells, who sells it and how its statuses are called.
struct DemoWares: Sendable {
    struct Ware: Sendable {
        let name: String
        let sku: String
        let offer: Int
        let product: Int
        /// In the shop's currency, whole.
        let price: Int
    }

    struct Somebody: Sendable {
        let id: Int
        let name: String
        let email: String
    }

    let seed: Int
    let zone: String
    let projectName: String
    let statuses: [OrderStatus]
    let wares: [Ware]
    /// Sold beside another ware: whoever buys it is in a hurry.
    let hurry: Ware
    let managers: [Somebody]
    let sources: [(id: Int, name: String)]
    /// Three letters, the same for all its sources.
    let currency: String
    let buyers: [(name: String, phone: String)]

    func status(_ id: Int) -> OrderStatus? { statuses.first { $0.id == id } }

    private static func statuses(_ names: [String]) -> [OrderStatus] {
        let rows: [(Int, String, Int, Bool)] = [
            (1, "new", 1, false), (20, "call_back", 1, false), (2, "approval", 2, false), (21, "prepayment", 2, false),
            (30, "cutting", 3, false), (31, "print", 3, false), (33, "quality", 3, false), (8, "delivery", 4, false),
            (12, "completed", 5, true), (19, "cancelled", 6, true),
        ]
        return zip(rows, names).map { row, name in
            OrderStatus(id: row.0, name: name, alias: row.1, sourceGroup: row.2, isClosing: row.3)
        }
    }

    static let kyiv = DemoWares(
        seed: 7, zone: "Europe/Kyiv", projectName: "Dubok Shop UA",
        statuses: statuses([
            "Новий", "Передзвонити", "Погодження макета", "Очікує передплату", "Розкрій", "Друк партії",
            "Контроль якості", "Передано в доставку", "Виконано", "Скасовано",
        ]),
        wares: [
            Ware(name: "Шкатулка дубова 20×20", sku: "BX-20", offer: 905, product: 311, price: 1_390),
            Ware(name: "Рамка для фото А4", sku: "FR-A4", offer: 912, product: 318, price: 560),
            Ware(name: "Підставка під ноутбук", sku: "ST-15", offer: 921, product: 327, price: 1_850),
            Ware(name: "Набір підсвічників", sku: "CN-3", offer: 930, product: 336, price: 740),
            Ware(name: "Дошка з гравіюванням", sku: "BD-30", offer: 944, product: 350, price: 980),
        ],
        hurry: Ware(name: "Терміновість", sku: "Термінове виготовлення", offer: 16, product: 2, price: 100),
        managers: [
            Somebody(id: 4, name: "Ірина Коваль", email: "iryna@dubok.example"),
            Somebody(id: 5, name: "Тарас Бондар", email: "taras@dubok.example"),
            Somebody(id: 6, name: "Марія Шевчук", email: "mariia@dubok.example"),
        ],
        sources: [(id: 1, name: "Сайт"), (id: 2, name: "Instagram"), (id: 3, name: "Телефон")], currency: "UAH",
        buyers: [
            (name: "Оксана Литвин", phone: "+380501112233"), (name: "Богдан Мельник", phone: "+380672223344"),
            (name: "Юлія Гнатюк", phone: "+380633334455"), (name: "Андрій Поліщук", phone: "+380504445566"),
            (name: "Наталія Романюк", phone: "+380975556677"), (name: "Віктор Савчук", phone: "+380936667788"),
        ])

    static let newYork = DemoWares(
        seed: 11, zone: "America/New_York", projectName: "Dubok Store US",
        statuses: statuses([
            "New", "Call back", "Proof approval", "Awaiting deposit", "Cutting", "Printing", "Quality check",
            "Handed to carrier", "Completed", "Cancelled",
        ]),
        wares: [
            Ware(name: "Oak keepsake box 8×8", sku: "US-BX-8", offer: 1_905, product: 1_311, price: 49),
            Ware(name: "Photo frame 8×10", sku: "US-FR-8", offer: 1_912, product: 1_318, price: 24),
            Ware(name: "Laptop stand", sku: "US-ST-15", offer: 1_921, product: 1_327, price: 65),
            Ware(name: "Engraved serving board", sku: "US-BD-12", offer: 1_944, product: 1_350, price: 38),
        ],
        hurry: Ware(name: "Rush production", sku: "RUSH", offer: 16, product: 2, price: 9),
        managers: [
            Somebody(id: 4, name: "Grace Miller", email: "grace@dubok.example"),
            Somebody(id: 5, name: "Daniel Ortiz", email: "daniel@dubok.example"),
        ],
        sources: [(id: 1, name: "Website"), (id: 2, name: "Etsy")], currency: "USD",
        buyers: [
            (name: "Emily Carter", phone: "+12125550101"), (name: "Noah Reed", phone: "+13475550102"),
            (name: "Ava Thompson", phone: "+16465550103"), (name: "Liam Foster", phone: "+17185550104"),
        ])

    static let all = [kyiv, newYork]
}
