using Microsoft.Extensions.Options;

namespace Gateway.Caller.Tokens;

/// <summary>Ranges of single settings.</summary>
[OptionsValidator]
internal sealed partial class TokenOptionsValidator : IValidateOptions<TokenOptions>;
