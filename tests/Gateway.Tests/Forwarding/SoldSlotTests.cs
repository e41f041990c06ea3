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
        var work = new AdmissionRequest { Id = "work-1", Account = "main", Team = "blue", Units = AdmissionUnits.Slot, Levels = [] };
        using var held = new CapacityLease(new MemoryAdmissionStore(new(), TimeProvider.System), work, new() { Admitted = true, Lease = lease }, default, new());
        var context = new DefaultHttpContext();
        context.Keep<IAdmissionFeature>(held);
        using var request = new HttpRequestMessage();

        var lost = await Assert.ThrowsAsync<IOException>(async () => await new UpstreamTransformer(TimeProvider.System).TransformRequestAsync(context, request, "http://upstream", default));

        Assert.Equal(GuardedRequestBody.SlotLost, lost.Message);
        Assert.Equal(1, lease.Asked);
    }
}
