enum Joining { static let prefix = "/invitation/" }
