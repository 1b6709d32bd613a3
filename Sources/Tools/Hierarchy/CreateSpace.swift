/// `create_space`: a new top-level container.
enum CreateSpace: MakingTool {
  typealias Site = InWorkspace
  typealias Form = SpaceLevel
}
