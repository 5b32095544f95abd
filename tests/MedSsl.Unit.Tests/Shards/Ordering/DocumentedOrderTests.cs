using System.Globalization;
using System.Text;
using MedSsl.Shards.Ordering;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Shards.Ordering;

/// <summary>Runs the Python code of docs/data-order.md, a definition apart from the library's code, and compares.</summary>
public sealed class DocumentedOrderTests
{
    private const int Positions = 250;

    [Fact]
    public void Documented_code_gives_the_same_order()
    {
        var python = DocumentedPython.Find("math");
        Assert.SkipWhen(python is null, "python3 is not there (apt-get install python3)");
        var folder = Repository.NewTemporaryFolder();
        var file = Path.Combine(folder, "order.py");
        var main = new StringBuilder("\ndef show(s): print(*s)\n");
        var expected = new List<string>();
        foreach (var size in new[] { 1, 2, 9, 1023, 1024, 1_000_003, 1L << 62 })
        {
            main.Append(CultureInfo.InvariantCulture, $"print(permute({size / 3}, {size}, 2**64 - 1))\n");
            expected.Add(new KeyedPermutation(size, ulong.MaxValue).Forward(size / 3).ToString(CultureInfo.InvariantCulture));
        }

        var shuffled = new ShuffledOrder(new Snapshot(Sets.Uneven), ulong.MaxValue - 1, 11);
        main.Append(CultureInfo.InvariantCulture, $"for t in range({Positions}): show(sample({List(Sets.Uneven)}, 2**64 - 2, t // 115, t % 115, 11))\n");
        expected.AddRange(Sets.Positions(0, Positions).Select(position => Line(shuffled.At(position))));

        var stratified = new StratifiedOrder(Sets.Strata(), 99);
        var strata = $"[('MR', 2, {List(Sets.Shards("m", 3, _ => 4))}), ('CT', 5, {List(Sets.Uneven)}), ('CR', 2, [('r0', 7)])]";
        main.Append(CultureInfo.InvariantCulture, $"for t in range({Positions}): show(stratified({strata}, 99, t))\n");
        expected.AddRange(Sets.Positions(0, Positions).Select(position => Line(stratified.At(position))));
        File.WriteAllText(file, DocumentedPython.Snippet("data-order.md") + main);

        var (succeeded, output) = DocumentedPython.Run(python!, file);

        Assert.True(succeeded, output);
        Assert.Equal(expected, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
        Directory.Delete(folder, recursive: true);
    }

    private static string Line(SamplePlace sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.ShardId} {sample.Index}");

    private static string List(IEnumerable<ShardSize> shards) =>
        $"[{string.Join(", ", shards.Select(shard => string.Create(CultureInfo.InvariantCulture, $"('{shard.Id}', {shard.SampleCount})")))}]";
}
