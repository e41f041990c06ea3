using Microsoft.Extensions.Options;

namespace Gateway.Metering;

[OptionsValidator]
internal sealed partial class MeteringOptionsValidator : IValidateOptions<MeteringOptions>;
