"""Does every seed learn? The course's PPO beside three others, over many seeds.

`rlcourse bench learn` trains and writes one small CSV a run; `rlcourse bench show` makes the table
and the pictures from them. Needs what `pip install 'rlcourse[bench]'` brings.
"""
