/// `update_space`: changes what is given and leaves the rest.
enum UpdateSpace: ChangingTool {
  typealias Place = OnSpace
  typealias Form = SpaceLevel
}
