using MedSsl.Audit.Chain;
using MedSsl.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Audit;

public sealed class ChainTests : IDisposable
{
    private static readonly byte[] Key = ChainFormat.DeriveKey(new byte[32]);

    private readonly string folder = Repository.NewTemporaryFolder();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private string chain = "";
    private ChainHead head = null!;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Verify_chain_over_several_files_and_starts_is_whole()
    {
        Write(30, maxFileBytes: 4096);
        Write(10, maxFileBytes: 4096);
        Assert.InRange(Files().Length, 2, 20);
        var verdict = ChainVerifier.Verify(folder, chain, Key, head);
        Assert.True(verdict.IsWhole, verdict.Broken);
        Assert.Equal((1, 40), (verdict.FirstSequence, verdict.LastSequence));
        Assert.Empty(verdict.Notes);
    }

    [Theory]
    [InlineData("changed", "record 3 was changed or inserted")]
    [InlineData("removed", "records 3 to 3 were removed")]
    [InlineData("doubled", "a record with the number 3 was inserted after record 3")]
    [InlineData("header", "the header was changed")]
    [InlineData("end", "records 5 to 5 are missing at the end")]
    [InlineData("file", "records 1 to 5 are missing at the end")]
    public void Verify_tampered_chain_names_the_first_broken_record(string tampering, string expected)
    {
        Write(5);
        var lines = File.ReadAllLines(Files()[0]).ToList();
        switch (tampering)
        {
            case "changed": lines[3] = lines[3].Replace("message 3", "message X", StringComparison.Ordinal); break;
            case "removed": lines.RemoveAt(3); break;
            case "doubled": lines.Insert(4, lines[3]); break;
            case "header": lines[0] = lines[0].Replace("chain-", "chain_", StringComparison.Ordinal); break;
            case "end": lines.RemoveAt(5); break;
            case "file": lines.Clear(); break;
        }

        if (lines.Count > 0)
        {
            File.WriteAllText(Files()[0], string.Join('\n', lines) + "\n");
        }
        else
        {
            File.Delete(Files()[0]);
        }

        Assert.Contains(expected, ChainVerifier.Verify(folder, chain, Key, head).Broken, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_chain_computed_with_another_key_is_broken()
    {
        Write(2);
        Assert.False(ChainVerifier.Verify(folder, chain, ChainFormat.DeriveKey([.. Enumerable.Repeat((byte)1, 32)]), head).IsWhole);
    }

    [Theory]
    [InlineData("6 2026-01-02T03:04:05.000Z M half a rec")]
    [InlineData("\0\0\0\0\0\n")]
    public void Open_after_a_crash_cuts_the_unfinished_record_off_and_records_it(string torn)
    {
        Write(5);
        File.AppendAllText(Files()[0], torn);
        Write(1);
        var verdict = ChainVerifier.Verify(folder, chain, Key, head);
        Assert.True(verdict.IsWhole, verdict.Broken);
        Assert.Equal(7, verdict.LastSequence);
        Assert.Contains($"{torn.Length} bytes of an unfinished record", Assert.Single(verdict.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_chain_that_is_written_is_left_alone()
    {
        using var first = Open(1 << 20);
        using var second = Open(1 << 20);
        Assert.NotEqual(first.Chain, second.Chain);
    }

    [Fact]
    public void DropBefore_old_files_go_and_the_chain_says_where_it_begins()
    {
        Write(30, maxFileBytes: 4096);
        var files = Files().Length;
        time.Advance(TimeSpan.FromDays(10));
        using (var writer = Open(4096))
        {
            writer.Append(Enumerable.Range(0, 30).Select(number => $"later {number} {new string('x', 200)}"));
            writer.Append(["one more"]);
            Assert.Equal(0, writer.DropBefore(time.GetUtcNow() - TimeSpan.FromDays(1), firstNeeded: 1));
            Assert.InRange(writer.DropBefore(time.GetUtcNow() - TimeSpan.FromDays(1), firstNeeded: long.MaxValue), 1, files);
            head = writer.Head("here");
        }

        var verdict = ChainVerifier.Verify(folder, chain, Key, head);
        Assert.True(verdict.IsWhole, verdict.Broken);
        Assert.InRange(verdict.FirstSequence, 2, 31);
        Assert.Contains("were dropped for their age", Assert.Single(verdict.Notes), StringComparison.Ordinal);

        // Whoever drops more than the chain says is found.
        File.Delete(Files()[0]);
        Assert.Contains("are missing", ChainVerifier.Verify(folder, chain, Key, head).Broken, StringComparison.Ordinal);
    }

    private void Write(int records, long maxFileBytes = 1 << 20)
    {
        using var writer = Open(maxFileBytes);
        for (var number = 1; number <= records; number++)
        {
            writer.Append([$"message {number} {new string('x', records > 20 ? 300 : 0)}"]);
        }

        (chain, head) = (writer.Chain, writer.Head("here"));
    }

    [Fact]
    public void Open_new_chain_that_another_process_takes_before_it_is_locked_makes_another_one()
    {
        ChainWriter? other = null;
        using var writer = ChainWriter.Open(folder, Key, 4096, synced => other ??= synced == folder ? Open(4096) : null, time);
        using (other)
        {
            Assert.NotEqual(other!.Chain, writer.Chain);
        }
    }

    [Fact]
    public void Open_where_no_chain_can_be_locked_ends_with_an_error()
    {
        var others = new List<ChainWriter>();
        Assert.Throws<IOException>(() => ChainWriter.Open(folder, Key, 4096, synced => others.Add(Open(4096)), time));
        others.ForEach(other => other.Dispose());
        Assert.Equal(5, others.Count);
    }

    private ChainWriter Open(long maxFileBytes) => ChainWriter.Open(folder, Key, maxFileBytes, _ => { }, time);

    private string[] Files() => [.. Directory.GetFiles(Path.Combine(folder, chain), "*.log").Order(StringComparer.Ordinal)];
}
