using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>What changes of a team. What is not named stays; null takes away.</summary>
/// <remarks>Describes the body; patches are applied to the team's own document.</remarks>
internal sealed record TeamPatch : TeamSettings;
