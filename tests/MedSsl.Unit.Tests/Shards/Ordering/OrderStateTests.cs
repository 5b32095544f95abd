using MedSsl.Shards.Ordering;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

public sealed class OrderStateTests
{
    [Theory]
    [InlineData("shuffled")]
    [InlineData("stratified")]
    public void Resume_in_the_middle_of_an_epoch_goes_on_exactly(string kind)
    {
        var uninterrupted = Sets.Positions(0, 400).Select(Sets.Order(kind, 7).At).ToArray();
        foreach (var stop in new[] { 0, 1, 57, 114, 115, 116, 333 })
        {
            var written = new OrderState(Sets.Order(kind, 7), stop).ToBytes();
            var order = Sets.Order(kind, 7); // another process
            var from = OrderState.Parse(written).Resume(order);
            Assert.Equal(uninterrupted[stop..], Sets.Positions(from, 400).Select(order.At));
        }
    }

    [Fact]
    public void ToBytes_is_52_bytes_that_never_change()
    {
        var bytes = new OrderState(Sets.Order("shuffled", 0x0102030405060708), 1_000_000_007).ToBytes();
        Assert.Equal(52, bytes.Length);
        Assert.Equal("4D534F31" + DigestOfUneven + "0807060504030201" + "07CA9A3B00000000", Convert.ToHexString(bytes));
        Assert.Equal(bytes, new OrderState(Sets.Order("shuffled", 0x0102030405060708), OrderState.Parse(bytes).Position).ToBytes());
    }

    [Fact]
    public void Digest_of_strata_never_changes() => Assert.Equal(DigestOfStrata, Convert.ToHexString(Sets.Order("stratified", 7).Digest.Span));

    [Fact]
    public void Resume_in_another_order_is_refused()
    {
        var state = new OrderState(Sets.Order("shuffled", 7), 5);
        foreach (var other in new[]
        {
            Sets.Order("shuffled", 8), Sets.Order("stratified", 7), new ShuffledOrder(new Snapshot(Sets.Uneven.Skip(1)), 7), new ShuffledOrder(new Snapshot(Sets.Uneven), 7, 11),
        })
        {
            Assert.Contains("not of", Assert.Throws<InvalidDataException>(() => state.Resume(other)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(5, state.Resume(Sets.Order("shuffled", 7)));
    }

    [Fact]
    public void Parse_of_something_else_is_refused()
    {
        var bytes = new OrderState(Sets.Order("shuffled", 7), 5).ToBytes();
        Assert.Throws<InvalidDataException>(() => OrderState.Parse(bytes.AsSpan(1)));
        Assert.Throws<InvalidDataException>(() => OrderState.Parse([]));
        Assert.Throws<InvalidDataException>(() => OrderState.Parse([.. bytes[..^1], 0x80]));
        bytes[3]++;
        Assert.Throws<InvalidDataException>(() => OrderState.Parse(bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrderState(Sets.Order("shuffled", 7), -1));
    }

    // SHA-256 of the texts that docs/data-order.md describes, by Python's hashlib.
    private const string DigestOfUneven = "C68198DE66D80262BCA6154F4227A4DE497118FFD2929744130B1D7473BD8618";
    private const string DigestOfStrata = "33069BF21EC11B71C5241E8646D795844F899C23E573192C0DB47270B8094D00";
}
