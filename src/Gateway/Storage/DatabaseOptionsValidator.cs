using Microsoft.Extensions.Options;

namespace Gateway.Storage;

/// <summary>Ranges of single settings.</summary>
[OptionsValidator]
internal sealed partial class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>;
