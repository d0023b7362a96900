//! Heights that stand one below the other, and their sums, in a Fenwick tree: to
//! change one height, to sum those before a thing, and to find the thing at a place
//! each take as many steps as the number of things has binary digits.
//!
//! Source: Peter M. Fenwick, "A New Data Structure for Cumulative Frequency Tables"
//! (1994).

/// Heights in whole points, and their sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    heights: Vec<u32>,
    /// At `n`, counted from one, the sum of the last heights up to the `n`th: as many
    /// as the lowest binary digit of `n` says.
    tree: Vec<u64>,
}

const fn lowest_digit(of: usize) -> usize {
    of & of.wrapping_neg()
}

impl Sums {
    /// The sums of these heights.
    pub fn of(heights: Vec<u32>) -> Self {
        let mut tree = vec![0; heights.len() + 1];
        for (index, height) in heights.iter().enumerate() {
            let at = index + 1;
            tree[at] += u64::from(*height);
            let sum = tree[at];
            if let Some(above) = tree.get_mut(at + lowest_digit(at)) {
                *above += sum;
            }
        }
        Self { heights, tree }
    }

    /// How many heights there are.
    pub fn len(&self) -> usize {
        self.heights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heights.is_empty()
    }

    /// One height; 0 where there is none.
    pub fn height(&self, index: usize) -> u32 {
        self.heights.get(index).copied().unwrap_or(0)
    }

    /// The sum of the first `count` heights; of all, where there are fewer.
    pub fn before(&self, count: usize) -> u64 {
        let mut at = count.min(self.len());
        let mut sum = 0;
        while at > 0 {
            sum += self.tree[at];
            at -= lowest_digit(at);
        }
        sum
    }

    /// The sum of all heights.
    pub fn total(&self) -> u64 {
        self.before(self.len())
    }

    /// Puts another height in the place of one; does nothing where there is none.
    pub fn set(&mut self, index: usize, height: u32) {
        let Some(old) = self.heights.get_mut(index) else {
            return;
        };
        let old = u64::from(std::mem::replace(old, height));
        let mut at = index + 1;
        while let Some(sum) = self.tree.get_mut(at) {
            *sum = *sum - old + u64::from(height);
            at += lowest_digit(at);
        }
    }

    /// The thing at a place: the first that ends beyond it. As many as there are,
    /// where none does.
    pub fn at(&self, place: u64) -> usize {
        let mut step = self.len().checked_ilog2().map_or(0, |digits| 1 << digits);
        let (mut passed, mut rest) = (0, place);
        while step > 0 {
            if let Some(sum) = self.tree.get(passed + step)
                && *sum <= rest
            {
                passed += step;
                rest -= sum;
            }
            step /= 2;
        }
        passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive_before(heights: &[u32], count: usize) -> u64 {
        heights.iter().take(count).copied().map(u64::from).sum()
    }

    fn naive_at(heights: &[u32], place: u64) -> usize {
        let ends = (1..=heights.len()).map(|count| naive_before(heights, count));
        ends.take_while(|end| *end <= place).count()
    }

    fn agree(sums: &Sums, heights: &[u32]) {
        let total = naive_before(heights, heights.len());
        assert_eq!(sums.len(), heights.len());
        assert_eq!(sums.is_empty(), heights.is_empty());
        assert_eq!(sums.total(), total);
        for count in 0..heights.len() + 2 {
            assert_eq!(sums.before(count), naive_before(heights, count), "{count}");
            let height = heights.get(count).copied().unwrap_or(0);
            assert_eq!(sums.height(count), height);
        }
        let edges = (0..=heights.len()).map(|count| naive_before(heights, count));
        for edge in edges {
            for place in [edge.saturating_sub(1), edge, edge + 1] {
                assert_eq!(sums.at(place), naive_at(heights, place), "{place}");
            }
        }
    }

    #[test]
    fn no_heights_have_no_sum_and_nothing_stands_anywhere() {
        agree(&Sums::default(), &[]);
        agree(&Sums::of(Vec::new()), &[]);
    }

    #[test]
    fn the_highest_heights_do_not_overflow() {
        let mut sums = Sums::of(vec![u32::MAX; 5]);
        sums.set(2, u32::MAX);
        agree(&sums, &[u32::MAX; 5]);
    }

    proptest! {
        #[test]
        fn sums_are_those_of_adding_one_by_one(
            heights in prop::collection::vec(0u32..400, 0..70),
            changes in prop::collection::vec((0usize..80, 0u32..400), 0..40),
        ) {
            let mut heights = heights;
            let mut sums = Sums::of(heights.clone());
            agree(&sums, &heights);
            for (index, height) in changes {
                sums.set(index, height);
                if let Some(known) = heights.get_mut(index) {
                    *known = height;
                }
                agree(&sums, &heights);
            }
        }
    }
}
