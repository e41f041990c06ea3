using Microsoft.Extensions.Options;

namespace Gateway.Relay;

/// <summary>Settings that must fit each other.</summary>
internal sealed class RelayTimesValidator : IValidateOptions<RelayOptions>
{
    public ValidateOptionsResult Validate(string? name, RelayOptions options) =>
        options.PeerTimeout > options.PingInterval
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{RelayOptions.Section}:{nameof(RelayOptions.PeerTimeout)} must be longer than {RelayOptions.Section}:{nameof(RelayOptions.PingInterval)}: a peer needs time to answer the ping.");
}
