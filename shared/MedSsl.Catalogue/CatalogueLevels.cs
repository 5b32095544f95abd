namespace MedSsl.Catalogue;

/// <summary>
/// When files of a catalogue are merged: as many as <see cref="Runs"/> of like size become one of the next level, a large one is left alone. So a row is written
/// again at most once a level however large the dataset is, a version never waits for more than <see cref="LargeRows"/> times a few rows, and files stay few.
/// </summary>
public static class CatalogueLevels
{
    /// <summary>Files of a level that become one of the next; so many times larger are the files of that.</summary>
    public const int Runs = 4;

    /// <summary>Files below are of the lowest level; those of a feed that trickles stay there for some time.</summary>
    public const long SmallRows = 4096;

    /// <summary>A file of so many rows is not merged any more: 1,048,576, five levels above the smallest.</summary>
    public const long LargeRows = SmallRows * Runs * Runs * Runs * Runs;

    /// <summary>How many of the last files are written again when so many rows are added.</summary>
    public static int Absorbed(IReadOnlyList<long> rows, long added)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var absorbed = 0;
        while (added < LargeRows)
        {
            // Smaller files that lie between those of the level go with them.
            var level = LevelOf(added);
            var like = rows.Reverse().Skip(absorbed).TakeWhile(file => LevelOf(file) <= level).Count();
            if (like + 1 < Runs)
            {
                break;
            }

            added += rows.SkipLast(absorbed).TakeLast(like).Sum();
            absorbed += like;
        }

        return absorbed;
    }

    private static int LevelOf(long rows)
    {
        var level = 0;
        for (var limit = SmallRows; rows >= limit && limit <= LargeRows; limit *= Runs)
        {
            level++;
        }

        return level;
    }
}
