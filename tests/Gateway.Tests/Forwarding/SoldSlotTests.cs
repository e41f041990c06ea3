using Gateway.Admission;
using Gateway.Edge;
using Gateway.Policies.Admission;
using Microsoft.AspNetCore.Http;

namespace Gateway.Forwarding;

/// <summary>A request whose process stood still between its admission and its departure.</summary>
public sealed class SoldSlotTests
{
    [Fact]
    public async Task Head_OfARequestWhoseSlotWasSold_DoesNotLeave()
    {
        using var lease = new FrozenLease();
        lease.WakesUp(sold: true);
        var context = new DefaultHttpContext();
        context.Keep<IAdmissionFeature>(new Held(lease));
        using var request = new HttpRequestMessage();

        var lost = await Assert.ThrowsAsync<IOException>(async () => await new UpstreamTransformer(TimeProvider.System).TransformRequestAsync(context, request, "http://upstream", default));

        Assert.Equal(GuardedRequestBody.SlotLost, lost.Message);
        Assert.Equal(1, lease.Asked);
    }

    private sealed class Held(AdmissionLease lease) : IAdmissionFeature
    {
        public AdmissionRequest Request => throw new NotSupportedException();

        public AdmissionDecision Decision { get; } = new() { Admitted = true, Lease = lease };

        public bool IsGiven => false;

        public void Begins()
        {
        }

        public void Leaves()
        {
        }

        public ValueTask ReleaseAsync() => default;

        public ValueTask ReturnAsync() => default;
    }
}
