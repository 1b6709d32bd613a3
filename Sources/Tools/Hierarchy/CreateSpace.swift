/// `create_space`: a new top-level container.
enum CreateSpace: MakingTool {
  typealias Place = InWorkspace
  typealias Form = SpaceLevel
}
