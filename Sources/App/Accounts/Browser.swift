/// What a browser says it is, in words a person recognises.
enum Browser {
    static func name(_ userAgent: String) -> String {
        let program = [
            ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ].first { userAgent.contains($0.0) }?.1
        let machine = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
            ("Linux", "Linux"),
        ].first { userAgent.contains($0.0) }?.1
        switch (program, machine) {
        case (let program?, let machine?): return "\(program), \(machine)"
        case (let program?, nil): return program
        case (nil, let machine?): return machine
        case (nil, nil): return String(userAgent.prefix(40))
        }
    }
}
