using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MedSsl.Learning.Native;

/// <summary>
/// Makes one version requirement of an ELF library weak: the loader then accepts a system library that is too old to define that version.
/// Safe only if no relocation uses a symbol of that version, as holds for GLIBCXX_3.4.32 in libLibTorchSharp.so.
/// </summary>
internal static class WeakSymbolVersion
{
    // Elf64_Vernaux (gABI, "Symbol versioning"): vna_hash u32, vna_flags u16, vna_other u16, vna_name u32, vna_next u32.
    private const int EntrySize = 16;
    private const int FlagsOffset = 4;
    private const byte WeakFlag = 2; // VER_FLG_WEAK

    /// <summary>A copy of <paramref name="library"/> with the requirement of <paramref name="version"/> weak; false unless it is required exactly once.</summary>
    public static bool TryWeaken(ReadOnlySpan<byte> library, string version, [NotNullWhen(true)] out byte[]? weakened)
    {
        weakened = null;
        var hash = ElfHash(version);
        var found = -1;
        for (var i = 0; i + EntrySize <= library.Length; i += sizeof(uint))
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(library[i..]) != hash || BinaryPrimitives.ReadUInt16LittleEndian(library[(i + FlagsOffset)..]) != 0)
            {
                continue;
            }

            if (found >= 0)
            {
                return false;
            }

            found = i;
        }

        if (found < 0)
        {
            return false;
        }

        weakened = library.ToArray();
        weakened[found + FlagsOffset] |= WeakFlag;
        return true;
    }

    /// <summary>The hash that ELF stores beside a version name (gABI, "Hash table").</summary>
    internal static uint ElfHash(string name)
    {
        var hash = 0u;
        foreach (var letter in name)
        {
            hash = (hash << 4) + letter;
            var high = hash & 0xF0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }
}
