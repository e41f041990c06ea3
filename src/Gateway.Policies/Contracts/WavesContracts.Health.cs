namespace Gateway.Policies.Contracts;

// waves-api 2.10.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Health() =>
    [
        Reading("O1", "Health of the upstream's control plane, no key needed", "/health") with
        {
            KeyPlaces = KeyPlaces.None,
            LimitGroup = LimitGroup.None,
            Usage = UsageUnit.None,
        },
    ];
}
