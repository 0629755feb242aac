import Models
import Web

enum Invitations { static let list = OrganizationPath("/settings/invitations") }
enum Joining { static let prefix = "/invitation/" }
