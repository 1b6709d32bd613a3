/// `update_space`: changes what is given and leaves the rest.
enum UpdateSpace: ChangingTool {
  typealias Site = OnSpace
  typealias Form = SpaceLevel
}
