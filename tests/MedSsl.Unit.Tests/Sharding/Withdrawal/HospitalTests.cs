using MedSsl.Sharding;
using MedSsl.Unit.Tests.Hosting;
using Xunit;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

/// <summary>Tests of a withdrawal from a platform that holds what <see cref="HospitalStore"/> fills in.</summary>
public abstract class HospitalTests : IAsyncLifetime
{
    /// <summary>The parts of sharding, over a store of their own.</summary>
    private protected TestPlatform Platform { get; private set; } = null!;

    /// <summary>What fills it.</summary>
    private protected HospitalStore Hospital { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Platform = await TestPlatform.PartsAsync(ShardingExtensions.Module);
        Hospital = new HospitalStore(Platform);
        await Hospital.FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
