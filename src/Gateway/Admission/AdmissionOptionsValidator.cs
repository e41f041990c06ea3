using Microsoft.Extensions.Options;

namespace Gateway.Admission;

[OptionsValidator]
internal sealed partial class AdmissionOptionsValidator : IValidateOptions<AdmissionOptions>;
