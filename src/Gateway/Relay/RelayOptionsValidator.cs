using Microsoft.Extensions.Options;

namespace Gateway.Relay;

/// <summary>Each setting in its own range.</summary>
[OptionsValidator]
internal sealed partial class RelayOptionsValidator : IValidateOptions<RelayOptions>;
